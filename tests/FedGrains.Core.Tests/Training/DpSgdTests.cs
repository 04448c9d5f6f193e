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
        { Sound with { Delta = 0 }, ["training.privacy.delta must be more than 0 and less than 1, not 0. Left out, it follows from the number of records."] },
        { Sound with { Delta = 1 }, ["training.privacy.delta must be more than 0 and less than 1, not 1. Left out, it follows from the number of records."] },
        { Sound with { Delta = double.NaN }, ["training.privacy.delta must be more than 0 and less than 1, not NaN. Left out, it follows from the number of records."] },
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

    [Theory]
    [InlineData(1, 0.1)]
    [InlineData(10, 0.01)]
    [InlineData(11, 1e-3)]
    [InlineData(199, 1e-4)]
    [InlineData(1000, 1e-4)]
    [InlineData(100_000_000, 1e-9)]
    public void DefaultDelta_Records_IsATenthOfOneOverThemOrLess(long records, double expected) => Assert.Equal(expected, DpSgd.DefaultDelta(records), expected * 1e-12);

    [Fact]
    public void DeltaFor_Said_IsThat()
    {
        Assert.Equal(0.003, (Sound with { Delta = 0.003 }).DeltaFor(1000));
        Assert.Equal(DpSgd.DefaultDelta(1000), Sound.DeltaFor(1000));
    }

    [Theory]
    [InlineData(0.01, 0, 7, 0, 100, 0.01, 7)]
    [InlineData(0, 25, 7, 0, 100, 0.25, 7)]
    [InlineData(0, 25, 0, 3, 100, 0.25, 12)]
    [InlineData(0, 30, 0, 3, 100, 0.3, 12)]
    [InlineData(0, 1, 0, 100_000, 2_000_000_000, 5e-10, int.MaxValue)]
    public void MechanismFor_StepsOrEpochs_IsWhatASiteOfThatSizeDoes(double rate, int batch, int steps, int epochs, long records, double expectedRate, int expectedSteps) => Assert.Equal(
        new(expectedRate, 1.1, 2, expectedSteps),
        (Plan with { LocalSteps = steps, LocalEpochs = epochs, Privacy = new(2, 1.1, rate, batch) }).MechanismFor(records));

    [Fact]
    public void MechanismFor_PlainPlan_IsNone() => Assert.Null((Plan with { BatchSize = 8, Privacy = null }).MechanismFor(100));

    [Fact]
    public void Json_WithoutDelta_DoesNotSpeakOfIt() =>
        Assert.DoesNotContain("delta", JsonSerializer.Serialize(Plan, CoreJson.Options), StringComparison.OrdinalIgnoreCase);

    [Fact]
    public void RateFor_NoRecords_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Sound.RateFor(0));

    [Fact]
    public void Json_PlanWithoutPrivacy_DoesNotSpeakOfIt() =>
        Assert.DoesNotContain("privacy", JsonSerializer.Serialize(RoundSamples.Training, CoreJson.Options), StringComparison.OrdinalIgnoreCase);
}
