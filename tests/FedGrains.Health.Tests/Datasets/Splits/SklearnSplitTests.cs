using System.Text.Json;
using FedGrains.Health.Datasets;
using FedGrains.Health.Datasets.Splits;

namespace FedGrains.Health.Tests.Datasets.Splits;

/// <summary>Vectors made with scikit-learn 1.2.1 and NumPy 1.24.2: ties between remainders, two to five classes, no classes, the largest seed.</summary>
public sealed class SklearnSplitTests
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, All().Length)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of_SklearnMethod_GivesItsRowsInItsOrder(int number)
    {
        var vector = All()[number];

        var split = RowSplit.Of(vector.Classes.Length, vector.Classes, new(vector.TrainShare, vector.Seed, SplitMethod.Sklearn, vector.Stratify));

        Assert.Equal(vector.Stratify, split.Stratified);
        Assert.Equal(vector.Train, split.Train);
        Assert.Equal(vector.Test, split.Test);
    }

    private static Vector[] All()
    {
        using var file = typeof(SklearnSplitTests).Assembly.GetManifestResourceStream("train_test_split.json")!;

        return JsonSerializer.Deserialize<Vector[]>(file, Web)!;
    }

    private sealed record Vector(int[] Classes, double TrainShare, uint Seed, bool Stratify, int[] Train, int[] Test);
}
