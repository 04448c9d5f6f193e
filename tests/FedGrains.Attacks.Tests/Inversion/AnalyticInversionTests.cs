using FedGrains.Attacks.Inversion;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training;

namespace FedGrains.Attacks.Tests.Inversion;

public sealed class AnalyticInversionTests
{
    private const int Trials = 20;

    private static readonly ModelDefinition Model = ModelDefinition.Perceptron(Victim.Side * Victim.Side, [32], Victim.Classes);
    private static readonly float[] Start = InitialModel.Create(Model.Layout(), seed: 1);

    [Fact]
    public void Candidates_OneRecordUndefended_AreTheRecord() => Assert.All(Psnr((data, trial) => Seen(data, trial)), psnr => Assert.InRange(psnr, 100, double.PositiveInfinity));

    // The noise is on every parameter, so even a tenth of the clipping norm drowns a picture that is spread over thousands of them.
    [Theory]
    [InlineData(0.1)]
    [InlineData(1)]
    public void Candidates_DpSgd_AreNoise(double sigma) =>
        Assert.All(Psnr((data, trial) => Seen(data, trial, new(ClippingNorm: 1, sigma, SamplingRate: 1))), psnr => Assert.InRange(psnr, double.NegativeInfinity, 16));

    [Fact]
    public void Candidates_Masked_AreNoise() => Assert.All(Psnr((_, trial) => Victim.Masked(Start.Length, trial)), psnr => Assert.InRange(psnr, double.NegativeInfinity, 16));

    // Several records mix in a unit; some unit may have seen one alone.
    [Fact]
    public void Candidates_ManyRecords_AreNoLongerExact()
    {
        var data = Victim.Pictures(16, seed: 3);
        var candidates = AnalyticInversion.Candidates(Model, Seen(data, 1));

        Assert.InRange(Enumerable.Range(0, 16).Average(i => ImageQuality.BestPsnr(data.Record(i), candidates)), 5, 40);
    }

    [Fact]
    public void Candidates_HandWorked()
    {
        // Two units over [2, 4]: gradients 3 · x and 0; the second tells nothing.
        var candidates = AnalyticInversion.Candidates(ModelDefinition.Regression(2, 2), [6, 12, 0, 0, 3, 0]);

        Assert.Equal([2, 4], Assert.Single(candidates));
    }

    [Fact]
    public void Candidates_ConvolutionFirst_IsRefused() =>
        Assert.Throws<ArgumentException>(() => AnalyticInversion.Candidates(ModelDefinition.ConvolutionalNetwork([1, 8, 8], [2], [4], 10), new double[100]));

    private static double[] Psnr(Func<TrainingData, ulong, double[]> seen) => [.. Enumerable.Range(0, Trials).Select(trial =>
    {
        var data = Victim.Pictures(1, seed: (ulong)trial);

        return ImageQuality.BestPsnr(data.Record(0), AnalyticInversion.Candidates(Model, seen(data, (ulong)trial)));
    })];

    private static double[] Seen(TrainingData data, ulong trial, DpSgd? privacy = null) => Victim.Gradient(Model, Start, data, privacy, trial);
}
