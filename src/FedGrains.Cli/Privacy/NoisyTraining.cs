using System.Globalization;

using FedGrains.Privacy.Accounting;

namespace FedGrains.Cli.Privacy;

/// <summary>Steps of training with Gaussian noise.</summary>
internal sealed record NoisyTraining(double SamplingRate, double NoiseMultiplier, long Steps)
{
    public PrivacyEvent Released => PrivacyEvent.NoisySteps(SamplingRate, NoiseMultiplier, Steps);

    /// <summary>The steps that an event is, or null when it is something else.</summary>
    public static NoisyTraining? TryRead(PrivacyEvent released) => released switch
    {
        PrivacyEvent.Repeated { Event: PrivacyEvent.PoissonSampled { Event: PrivacyEvent.Gaussian noise } sampled, Count: var steps } => new(sampled.Probability, noise.NoiseMultiplier, steps),
        PrivacyEvent.Repeated { Event: PrivacyEvent.Gaussian noise, Count: var steps } => new(1, noise.NoiseMultiplier, steps),
        _ => null,
    };

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count} of Gaussian noise, {NoiseMultiplier:G6} times the clipping bound, {Part}");

    private string Count => Steps == 1 ? "1 step" : $"{Steps} steps";

    private string Part => SamplingRate == 1
        ? "with everybody in every step"
        : string.Create(CultureInfo.InvariantCulture, $"each on a Poisson sample with the rate {SamplingRate:G6}");
}
