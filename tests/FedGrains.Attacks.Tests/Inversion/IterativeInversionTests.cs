using System.Collections.Immutable;

using FedGrains.Attacks.Inversion;
using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Tests.Inversion;

public sealed class IterativeInversionTests
{
    private static readonly ModelDefinition Model = new(
        [Victim.Side * Victim.Side], [new Layer.Linear(24), new Layer.Sigmoid(), new Layer.Linear(Victim.Classes)]);

    // Away from the middle of the sigmoid, where it is nearly straight and says little about what went in.
    private static readonly float[] Start = [.. InitialModel.Create(Model.Layout(), seed: 1).Select(v => 4 * v)];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Reconstruct_OneRecordUndefended_FindsItAndItsLabel(ulong seed)
    {
        var data = Victim.Pictures(1, seed);
        var found = IterativeInversion.Reconstruct(Model, Start, Victim.Gradient(Model, Start, data), 1, [], new(), seed);

        Assert.InRange(ImageQuality.BestPsnr(data.Record(0), found.Records), 60, double.PositiveInfinity);
        Assert.Equal(data.Label(0), found.Labels[0]);
    }

    [Fact]
    public void Reconstruct_TwoRecordsWithLabelsRecovered_FindsBoth()
    {
        var data = Victim.Pictures(2, seed: 7);
        var gradient = Victim.Gradient(Model, Start, data);
        var found = IterativeInversion.Reconstruct(Model, Start, gradient, 2, LabelRecovery.Labels(Model, gradient, 2), new(), seed: 7);

        Assert.All([0, 1], record => Assert.InRange(ImageQuality.BestPsnr(data.Record(record), found.Records), 30, double.PositiveInfinity));
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(0.1, 2)]
    [InlineData(1, 3)]
    public void Reconstruct_DpSgd_FindsNothing(double sigma, ulong seed)
    {
        var data = Victim.Pictures(1, seed);
        var seen = Victim.Gradient(Model, Start, data, new DpSgd(ClippingNorm: 1, sigma, SamplingRate: 1), seed);

        // Not even when the attacker knows the label.
        AssertNothing(data, seen, [], seed);
        AssertNothing(data, seen, [data.Label(0)], seed);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Reconstruct_Masked_FindsNothing(ulong seed) => AssertNothing(Victim.Pictures(1, seed), Victim.Masked(Start.Length, seed), [], seed);

    private static void AssertNothing(FedGrains.Training.TrainingData data, double[] seen, ImmutableArray<int> labels, ulong seed)
    {
        var found = IterativeInversion.Reconstruct(Model, Start, seen, 1, labels, new(Iterations: 150, Attempts: 2), seed);

        Assert.InRange(ImageQuality.BestPsnr(data.Record(0), found.Records), double.NegativeInfinity, 16);
    }
}
