using System.Globalization;
using CsCheck;
using FedGrains.Health.Datasets;

namespace FedGrains.Health.Tests.Datasets;

public sealed class OneHotTests
{
    [Theory]
    [InlineData(ColumnEncoding.OneHot, 1, 1)]
    [InlineData(ColumnEncoding.OneHotDropFirst, 0, 1)]
    public async Task Read_AnyCategories_SumToOneOrToNoneForTheFirst(ColumnEncoding encoding, float first, float other) =>
        await Gen.Int[0, 3].Array[4, 60].SampleAsync(async wards =>
        {
            using var folder = new TempFolder();
            folder.Write("sample.csv", "ward,stage\n" + string.Concat(wards.Select(w => string.Create(CultureInfo.InvariantCulture, $"w{w},{w}\n"))));

            var data = await Samples.Read(Definition(folder, encoding));
            var width = data.FeatureNames.Length;

            Assert.Equal(encoding is ColumnEncoding.OneHot ? 4 : 3, width);
            for (var row = 0; row < wards.Length; row++) Assert.Equal(wards[row] == 0 ? first : other, data.Features.AsSpan(row * width, width).ToArray().Sum());
        }, iter: 40, threads: 1);

    [Fact]
    public async Task Read_NoEncoding_IsThePlaceInTheList()
    {
        using var folder = new TempFolder();
        folder.Write("sample.csv", "ward,stage\nw2,0\nw0,1\nw3,0\n");

        var data = await Samples.Read(Definition(folder, ColumnEncoding.None));

        Assert.Equal([2, 0, 3], data.Features);
    }

    private static DatasetDefinition Definition(TempFolder folder, ColumnEncoding encoding) => Samples.Definition(folder) with
    {
        Columns = [new("ward", ColumnType.Category) { Values = ["w0", "w1", "w2", "w3"], Encoding = encoding }, new("stage", ColumnType.Integer)],
    };
}
