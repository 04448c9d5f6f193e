using FedGrains.Attacks.Inversion;
using FedGrains.Attacks.Statistics;
using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Tests.Inversion;

public sealed class LabelRecoveryTests
{
    private const int Trials = 150;

    private static readonly ModelDefinition Model = ModelDefinition.Perceptron(Victim.Side * Victim.Side, [32], Victim.Classes);
    private static readonly float[] Start = InitialModel.Create(Model.Layout(), seed: 1);

    [Fact]
    public void Labels_OneRecordUndefended_AreAllRight() => Assert.Equal(Trials, Right(null));

    // Chance is one in ten; the goal is at most twice that.
    [Fact]
    public void Labels_DpSgd_AreHardlyBetterThanChance() => Assert.InRange(Right(new(ClippingNorm: 1, NoiseMultiplier: 1, SamplingRate: 1)), 0, Trials / 5);

    [Fact]
    public void Labels_Masked_AreChance()
    {
        var right = Enumerable.Range(0, Trials).Count(trial => LabelRecovery.Labels(Model, Victim.Masked(Start.Length, (ulong)trial), 1)[0] == Victim.Pictures(1, (ulong)trial).Label(0));
        var share = Binomial.Interval(right, Trials, 0.999);

        Assert.InRange(0.1, share.Lower, share.Upper);
    }

    [Fact]
    public void Labels_BatchUndefended_AreMostlyRight()
    {
        var (right, all) = (0, 0);

        for (var trial = 0; trial < 20; trial++)
        {
            var data = Victim.Pictures(8, seed: 100 + (ulong)trial);
            var found = LabelRecovery.Labels(Model, Victim.Gradient(Model, Start, data), 8).ToList();
            right += Enumerable.Range(0, 8).Count(i => found.Remove(data.Label(i)));
            all += 8;
        }

        Assert.InRange((double)right / all, 0.9, 1);
    }

    [Fact]
    public void Labels_HandWorked() =>
        Assert.Equal([1, 1, 2], LabelRecovery.Labels(ModelDefinition.Regression(1, 3), [0, 0, 0, 0.3, -0.4, -0.1], 3));

    [Fact]
    public void Labels_OtherLastLayer_IsRefused() =>
        Assert.Throws<ArgumentException>(() => LabelRecovery.Labels(new([2], [new Layer.Linear(2), new Layer.Relu()]), new double[6], 1));

    // One logit: a record of class 1 pulls its bias up, one of class 0 down.
    [Theory]
    [InlineData(-0.3, 1, 1)]
    [InlineData(0.3, 1, 0)]
    [InlineData(0.1, 2, 0, 1)]
    [InlineData(-0.4, 3, 1, 1, 1)]
    public void Labels_OneLogit_HandWorked(double bias, int records, params int[] labels) => Assert.Equal(labels, LabelRecovery.Labels(ModelDefinition.Regression(1), [0, bias], records));

    private static int Right(DpSgd? privacy) => Enumerable.Range(0, Trials).Count(trial =>
    {
        var data = Victim.Pictures(1, (ulong)trial);

        return LabelRecovery.Labels(Model, Victim.Gradient(Model, Start, data, privacy, (ulong)trial), 1)[0] == data.Label(0);
    });
}
