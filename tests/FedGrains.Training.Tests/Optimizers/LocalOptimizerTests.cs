using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training.Optimizers;

using TorchSharp.Modules;

using static TorchSharp.torch;

namespace FedGrains.Training.Tests.Optimizers;

public sealed class LocalOptimizerTests
{
    private const int Steps = 50;

    public static TheoryData<double, double> SgdSettings => new() { { 0, 0 }, { 0.9, 0 }, { 0, 0.1 }, { 0.9, 0.1 } };

    [Theory]
    [MemberData(nameof(SgdSettings))]
    public void Step_Sgd_IsTorchsOwn(double momentum, double decay) =>
        AssertSame(new(OptimizerNames.Sgd, 0.05, momentum, decay), p => optim.SGD([p], 0.05, momentum, weight_decay: decay));

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    public void Step_Adam_IsTorchsOwn(double decay) =>
        AssertSame(new(OptimizerNames.Adam, 0.01, WeightDecay: decay), p => optim.Adam([p], 0.01, weight_decay: decay));

    [Fact]
    public void For_EveryNameOfCore_IsKnown()
    {
        using var scope = NewDisposeScope();

        Assert.All(OptimizerNames.All, name => Assert.NotNull(LocalOptimizer.For(new(name, 0.1), zeros(1), zeros(1))));
        Assert.Throws<ArgumentException>(() => LocalOptimizer.For(new("lbfgs", 0.1), zeros(1), zeros(1)));
    }

    private static void AssertSame(OptimizerSettings settings, Func<Parameter, optim.Optimizer> torchsOwn)
    {
        using var scope = NewDisposeScope();
        var random = SeededRandom.For(1, "optimizer");
        var ours = tensor(Jobs.Normal(random, 20));
        var theirs = new Parameter(ours.clone());
        var gradients = zeros(20);
        var optimizer = LocalOptimizer.For(settings, ours, gradients);
        using var reference = torchsOwn(theirs);

        for (var step = 0; step < Steps; step++)
        {
            gradients.copy_(tensor(Jobs.Normal(random, 20)));
            theirs.grad = gradients.clone();
            optimizer.Step();
            reference.step();
        }

        Assert.Equal(theirs.detach().data<float>().ToArray(), ours.data<float>().ToArray(), (a, b) => MathF.Abs(a - b) < 1e-5f);
    }
}
