using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Training.Tests;

public sealed class TrainingDataTests
{
    [Fact]
    public void New_SizesDisagree_SaysBoth() =>
        Assert.Contains("2 records of shape [3] hold 6 values, not 5", Assert.Throws<ArgumentException>(() => new TrainingData([3], new float[5], new float[2])).Message, StringComparison.Ordinal);

    [Fact]
    public void New_ShapeOfNothing_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new TrainingData([], [], []));
        Assert.Throws<ArgumentException>(() => new TrainingData([0], [], [1]));
        Assert.Throws<ArgumentException>(() => new TrainingData(default, [], []));
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void New_ValueNotFinite_IsRefused(float value)
    {
        Assert.Throws<ArgumentException>(() => new TrainingData([1], [value], [1]));
        Assert.Throws<ArgumentException>(() => new TrainingData([1], [1], [value]));
    }

    [Fact]
    public void Faults_ShapeAndLabels_ListsBoth()
    {
        var faults = new TrainingData([2], [1, 2], [7]).Faults(ModelDefinition.Regression(3), LossNames.BinaryCrossEntropy).ToArray();

        Assert.Equal(["The model takes records of shape [3]; the data's are [2].", "A label does not fit the loss 'binaryCrossEntropy': labels are 0 or 1."], faults);
    }

    [Theory]
    [InlineData(LossNames.BinaryCrossEntropy, 2)]
    [InlineData(LossNames.MeanSquaredError, 2)]
    [InlineData(LossNames.CrossEntropy, 1)]
    public void Faults_OutputsDoNotFitLoss_SaysSo(string loss, int outputs) =>
        Assert.Contains(loss, Assert.Single(new TrainingData([1], [1], [0]).Faults(ModelDefinition.Regression(1, outputs), loss)), StringComparison.Ordinal);

    [Theory]
    [InlineData(3f)]
    [InlineData(-1f)]
    [InlineData(0.5f)]
    public void Faults_ClassOutOfRange_SaysSo(float label) =>
        Assert.Contains("whole numbers from 0 to 2", Assert.Single(new TrainingData([1], [1], [label]).Faults(ModelDefinition.Regression(1, 3), LossNames.CrossEntropy)), StringComparison.Ordinal);

    [Fact]
    public void Faults_SoundData_AreNone() =>
        Assert.Empty(Jobs.Binary(5, 3).Faults(ModelDefinition.Regression(3), LossNames.BinaryCrossEntropy));

    [Theory]
    [InlineData(0, 3, true)]
    [InlineData(0, 4, false)]
    [InlineData(-1, 0, false)]
    [InlineData(1.5f, 0, false)]
    public void Faults_CodesForAnEmbedding_AreWholeAndInRange(float one, float other, bool fit)
    {
        var model = new ModelDefinition([2], [new Layer.Embedding(4, 2), new Layer.Flatten(), new Layer.Linear(1)]);

        Assert.Equal(
            fit ? [] : ["A feature does not fit the embedding: features are whole numbers from 0 to 3."],
            new TrainingData([2], [one, other], [1]).Faults(model, LossNames.BinaryCrossEntropy));
    }

    [Fact]
    public void PublicCount_UnlessItIsSaid_IsTheCount()
    {
        Assert.Equal(5, Jobs.Binary(5, 3).PublicCount);
        Assert.Equal(7, new TrainingData([1], [1], [0]) { PublicCount = 7 }.PublicCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => new TrainingData([1], [1], [0]) { PublicCount = 0 });
    }
}
