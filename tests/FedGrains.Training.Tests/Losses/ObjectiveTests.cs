using FedGrains.Core.Training;
using FedGrains.Training.Losses;

using static TorchSharp.torch;

namespace FedGrains.Training.Tests.Losses;

public sealed class ObjectiveTests
{
    [Fact]
    public void Loss_EachName_IsWorkedByHand()
    {
        Assert.Equal((Math.Log(1 + Math.Exp(-2)) + Math.Log(1 + Math.Exp(1))) / 2, Loss(LossNames.BinaryCrossEntropy, [2, 1], 1, [1, 0]), 1e-6);
        Assert.Equal(-Math.Log(Math.Exp(3) / (Math.Exp(1) + Math.Exp(2) + Math.Exp(3))), Loss(LossNames.CrossEntropy, [1, 2, 3], 3, [2]), 1e-6);
        Assert.Equal(((0.5 * 0.5) + (2 * 2)) / 2, Loss(LossNames.MeanSquaredError, [1.5f, -1], 1, [1, 1]), 1e-6);
    }

    [Fact]
    public void For_EveryNameOfCore_IsKnown() => Assert.All(LossNames.All, name => Assert.NotNull(Objective.For(name)));

    [Fact]
    public void For_UnknownName_IsRefused() => Assert.Throws<ArgumentException>(() => Objective.For("hinge"));

    private static double Loss(string name, float[] outputs, int width, float[] labels)
    {
        using var scope = NewDisposeScope();
        var objective = Objective.For(name);

        return objective.Loss(tensor(outputs).view(-1, width), tensor(labels).to(objective.LabelType)).item<float>();
    }
}
