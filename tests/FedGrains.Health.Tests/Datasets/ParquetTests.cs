using FedGrains.Health.Datasets;
using Parquet;
using Parquet.Schema;

namespace FedGrains.Health.Tests.Datasets;

public sealed class ParquetTests
{
    private static readonly DataField<int?> Age = new("age");
    private static readonly DataField<string> Ward = new("ward");
    private static readonly DataField<double?> Creatinine = new("creatinine");
    private static readonly DataField<bool> Smoker = new("smoker");
    private static readonly DataField<long> Stage = new("stage");

    [Fact]
    public async Task Read_SameRowsAsCsv_GivesTheSameDataset()
    {
        using var folder = new TempFolder();
        folder.Write("sample.csv", string.Join('\n', [Samples.Header, .. Samples.Rows]));
        await WriteSample(folder, firstAge: 63);

        var csv = await Samples.Read(Samples.Definition(folder));
        var parquet = await Samples.Read(Samples.Definition(folder, SourceFormat.Parquet));

        Assert.Equal(csv.Features, parquet.Features);
        Assert.Equal(csv.Labels, parquet.Labels);
        Assert.Equal(csv.SourceRows, parquet.SourceRows);
        Assert.Equal(csv.TrainRows, parquet.TrainRows);
        Assert.Equal(csv.Missing, parquet.Missing);
        Assert.Equal(csv.Summary().Schema, parquet.Summary().Schema);
    }

    [Fact]
    public async Task Read_WrongValue_NamesRowAndColumnAndNeverTheValue()
    {
        using var folder = new TempFolder();
        await WriteSample(folder, firstAge: 5678);

        var fault = await Assert.ThrowsAsync<DatasetException>(() => Samples.Read(Samples.Definition(folder, SourceFormat.Parquet)));

        Assert.Equal(["row 1, column 'age': is outside the declared range, 18 to 110."], fault.Faults);
        Assert.DoesNotContain("5678", fault.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_MissingColumnAndUnreadableType_AreNamed()
    {
        using var folder = new TempFolder();
        await WriteSample(folder, firstAge: 63);
        var definition = Samples.Definition(folder, SourceFormat.Parquet);

        var missing = await Assert.ThrowsAsync<DatasetException>(() => Samples.Read(definition with { Columns = definition.Columns.Add(new("weight")) }));
        var date = await Assert.ThrowsAsync<DatasetException>(() => Samples.Read(definition with { Columns = definition.Columns.Add(new("seen")) }));

        Assert.Equal(["column 'weight': is missing from the file. Its columns: age, ward, creatinine, smoker, stage, seen."], missing.Faults);
        Assert.Equal(["column 'seen': its Parquet type is not a number, text or boolean."], date.Faults);
    }

    [Theory]
    [InlineData("")]
    [InlineData("age,ward\nSECRET,1\n")]
    public async Task Read_NotParquet_IsRefusedWithoutItsText(string text)
    {
        using var folder = new TempFolder();
        folder.Write("sample.parquet", text);

        var fault = await Assert.ThrowsAsync<DatasetException>(() => Samples.Read(Samples.Definition(folder, SourceFormat.Parquet)));

        Assert.StartsWith("The file is not a Parquet file that can be read", Assert.Single(fault.Faults), StringComparison.Ordinal);
        Assert.Null(fault.InnerException);
        Assert.DoesNotContain("SECRET", fault.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The sample's rows in two row groups, with a date column that no definition can use.</summary>
    private static async Task WriteSample(TempFolder folder, int firstAge)
    {
        var seen = new DataField<DateTime>("seen");
        await using var file = File.Create(Path.Combine(folder.Path, "sample.parquet"));
        await using var writer = await ParquetWriter.CreateAsync(new ParquetSchema(Age, Ward, Creatinine, Smoker, Stage, seen), file, cancellationToken: TestContext.Current.CancellationToken);

        await WriteGroup(writer, seen, [firstAge, 41, 55, null], ["surgery", "medicine", "7", "surgery"], [1.25, 0.9, 1.5, 1.1], [true, false, false, true], [0, 1, 2, 3]);
        await WriteGroup(writer, seen, [70, 29], ["surgery", "medicine"], [null, 0.1], [true, true], [0, 2]);
    }

    private static async Task WriteGroup(ParquetWriter writer, DataField seen, int?[] ages, string[] wards, double?[] creatinine, bool[] smokers, long[] stages)
    {
        using var group = writer.CreateRowGroup();

        await group.WriteAsync<int>(Age, ages.AsMemory());
        await group.WriteAsync(Ward, wards);
        await group.WriteAsync<double>(Creatinine, creatinine.AsMemory());
        await group.WriteAsync<bool>(Smoker, smokers.AsMemory());
        await group.WriteAsync<long>(Stage, stages.AsMemory());
        await group.WriteAsync<DateTime>(seen, new DateTime[ages.Length].AsMemory());
    }
}
