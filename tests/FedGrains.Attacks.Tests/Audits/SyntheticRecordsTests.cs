using FedGrains.Attacks.Audits;
using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Tests.Audits;

public sealed class SyntheticRecordsTests
{
    public static TheoryData<ModelDefinition, string> Models => new()
    {
        { ModelDefinition.Regression(5), LossNames.BinaryCrossEntropy },
        { ModelDefinition.Regression(5), LossNames.MeanSquaredError },
        { ModelDefinition.Perceptron(5, [3], 4), LossNames.CrossEntropy },
        { ModelDefinition.ConvolutionalNetwork([1, 8, 8], [2], [4], 3), LossNames.CrossEntropy },
        { new([6], [new Layer.Embedding(9, 2), new Layer.Flatten(), new Layer.Linear(1)]), LossNames.BinaryCrossEntropy },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Make_AnyModel_FitsIt(ModelDefinition model, string loss)
    {
        var records = SyntheticRecords.Make(model, loss, 60, seed: 1);

        Assert.Equal(60, records.Count);
        Assert.Empty(records.Faults(model, loss));
        Assert.True(records.Labels.ToArray().Distinct().Count() > 1);
        Assert.Equal(records.Features.ToArray(), SyntheticRecords.Make(model, loss, 60, seed: 1).Features.ToArray());
        Assert.NotEqual(records.Features.ToArray(), SyntheticRecords.Make(model, loss, 60, seed: 2).Features.ToArray());
    }

    [Fact]
    public void Draw_MoreThanThereAre_TakesAllOfThem()
    {
        var records = SyntheticRecords.Make(ModelDefinition.Regression(2), LossNames.BinaryCrossEntropy, 20, seed: 1);

        Assert.Same(records, RecordPool.Draw(records, 20, seed: 1));
        Assert.Equal(12, RecordPool.Draw(records, 12, seed: 1).Features.ToArray().Chunk(2).Select(r => r[0]).Intersect(records.Features.ToArray()).Count());
    }

    [Fact]
    public void Ranges_ConstantFeature_IsLeftOut()
    {
        var ranges = new FeatureRanges(new([3], [1, 5, -2, 3, 5, 2], [0, 1]));

        Assert.Equal([0.5f, 1f], ranges.Scaled(new float[] { 2, 9, 2 }));
        Assert.Equal([0, 0.25], ranges.Scaled([1d, 9, -1]));
        Assert.True(new FeatureRanges(new([1], [4, 4], [0, 1])).IsEmpty);
    }
}
