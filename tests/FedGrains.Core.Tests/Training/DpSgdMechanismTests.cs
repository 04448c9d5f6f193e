using FedGrains.Core.Training;

namespace FedGrains.Core.Tests.Training;

public sealed class DpSgdMechanismTests
{
    private static readonly DpSgdMechanism Asked = new(0.25, 1.1, 1, 20);

    [Fact]
    public void Shortfalls_AsAskedOrBetter_None()
    {
        Assert.Empty(Asked.Shortfalls(Asked));
        Assert.Empty(new DpSgdMechanism(0.1, 2, 0.5, 1).Shortfalls(Asked));
    }

    public static TheoryData<DpSgdMechanism, string> Less => new()
    {
        { Asked with { SamplingRate = 0.26 }, "sampling_rate: 0.26 is more than the 0.25 asked for, or no rate." },
        { Asked with { SamplingRate = 0 }, "sampling_rate: 0 is more than the 0.25 asked for, or no rate." },
        { Asked with { SamplingRate = double.NaN }, "sampling_rate: NaN is more than the 0.25 asked for, or no rate." },
        { Asked with { SamplingRate = double.Epsilon }, "sampling_rate: 5E-324 is more than the 0.25 asked for, or no rate." },
        { Asked with { NoiseMultiplier = 1.0999 }, "noise_multiplier: 1.0999 is less than the 1.1 asked for, or no noise multiplier." },
        { Asked with { NoiseMultiplier = double.PositiveInfinity }, "noise_multiplier: Infinity is less than the 1.1 asked for, or no noise multiplier." },
        { Asked with { NoiseMultiplier = double.NaN }, "noise_multiplier: NaN is less than the 1.1 asked for, or no noise multiplier." },
        { Asked with { ClippingNorm = 1.01 }, "clipping_norm: 1.01 is more than the 1 asked for, or no norm." },
        { Asked with { ClippingNorm = 0 }, "clipping_norm: 0 is more than the 1 asked for, or no norm." },
        { Asked with { ClippingNorm = double.NaN }, "clipping_norm: NaN is more than the 1 asked for, or no norm." },
        { Asked with { Steps = 21 }, "steps: 21 are more than the 20 asked for, or none." },
        { Asked with { Steps = 0 }, "steps: 0 are more than the 20 asked for, or none." },
    };

    [Theory]
    [MemberData(nameof(Less))]
    public void Shortfalls_LessThanAsked_NamesTheField(DpSgdMechanism done, string shortfall) => Assert.Equal([shortfall], done.Shortfalls(Asked));

    [Fact]
    public void Shortfalls_Everything_IsToldAtOnce() => Assert.Equal(4, new DpSgdMechanism(1, 0.1, 2, 30).Shortfalls(Asked).Count());
}
