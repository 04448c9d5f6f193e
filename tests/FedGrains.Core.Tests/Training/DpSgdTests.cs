using System.Text.Json;

using FedGrains.Core.Json;
using FedGrains.Core.Tests.Rounds;
using FedGrains.Core.Training;

namespace FedGrains.Core.Tests.Training;

public sealed class DpSgdTests
{
    private static readonly DpSgd Sound = new(1, 1.1, SamplingRate: 0.01);
    private static readonly TrainingPlan Plan = RoundSamples.Training with { BatchSize = 0, Privacy = Sound };

    [Fact]
    public void Faults_SoundSettings_None()
    {
        Assert.Empty(Plan.Faults());
        Assert.Empty((Plan with { Privacy = new(1e-6, 10_000, ExpectedBatch: 1_000_000) }).Faults());
        Assert.Empty((Plan with { Privacy = new(1e6, 1e-9, SamplingRate: 1) }).Faults());
    }

    public static TheoryData<DpSgd, string[]> Wrong => new()
    {
        { Sound with { ClippingNorm = 0 }, ["training.privacy.clippingNorm must be 0.000001 to 1,000,000, not 0."] },
        { Sound with { ClippingNorm = double.NaN }, ["training.privacy.clippingNorm must be 0.000001 to 1,000,000, not NaN."] },
        { Sound with { ClippingNorm = double.PositiveInfinity }, ["training.privacy.clippingNorm must be 0.000001 to 1,000,000, not Infinity."] },
        { Sound with { NoiseMultiplier = 0 }, ["training.privacy.noiseMultiplier must be more than 0 and at most 10,000, not 0."] },
        { Sound with { NoiseMultiplier = 20_000 }, ["training.privacy.noiseMultiplier must be more than 0 and at most 10,000, not 20000."] },
        { Sound with { SamplingRate = 1.5 }, ["training.privacy.samplingRate must be 0.000001 to 1, not 1.5."] },
        { Sound with { SamplingRate = double.NaN }, ["training.privacy.samplingRate must be 0.000001 to 1, not NaN."] },
        { new(1, 1, ExpectedBatch: -1), ["training.privacy.expectedBatch must be 1 to 1,000,000, not -1."] },
        { new(1, 1), ["training.privacy: give samplingRate or expectedBatch, one of the two."] },
        { new(1, 1, 0.5, 8), ["training.privacy: give samplingRate or expectedBatch, one of the two."] },
        {
            new(-1, -1, -1, -1),
            [
                "training.privacy.clippingNorm must be 0.000001 to 1,000,000, not -1.",
                "training.privacy.noiseMultiplier must be more than 0 and at most 10,000, not -1.",
                "training.privacy.samplingRate must be 0.000001 to 1, not -1.",
                "training.privacy.expectedBatch must be 1 to 1,000,000, not -1.",
                "training.privacy: give samplingRate or expectedBatch, one of the two.",
            ]
        },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Faults_EachRule_IsNamed(DpSgd privacy, string[] faults) => Assert.Equal(faults, (Plan with { Privacy = privacy }).Faults());

    // A site that does not know the field privacy finds a batch of 0 and refuses, instead of training without protection.
    [Fact]
    public void Faults_BatchSizeWithPrivacy_IsRefused() => Assert.Equal(
        ["training.batchSize: leave it out; with training.privacy, expectedBatch or samplingRate says how many records a step draws."],
        (Plan with { BatchSize = 8 }).Faults());

    [Fact]
    public void Faults_NoBatchSizeWithoutPrivacy_IsRefused() =>
        Assert.Equal(["training.batchSize must be 1 to 1,000,000, not 0."], (Plan with { Privacy = null }).Faults());

    [Theory]
    [InlineData(0.01, 0, 100, 0.01)]
    [InlineData(0, 25, 100, 0.25)]
    [InlineData(0, 100, 100, 1)]
    [InlineData(0, 400, 100, 1)]
    public void RateFor_RateOrBatch_IsTheProbabilityOfARecord(double rate, int batch, int records, double expected) =>
        Assert.Equal(expected, new DpSgd(1, 1, rate, batch).RateFor(records));

    [Fact]
    public void RateFor_NoRecords_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Sound.RateFor(0));

    [Fact]
    public void Json_PlanWithoutPrivacy_DoesNotSpeakOfIt() =>
        Assert.DoesNotContain("privacy", JsonSerializer.Serialize(RoundSamples.Training, CoreJson.Options), StringComparison.OrdinalIgnoreCase);
}
