using System.Collections.Frozen;

namespace FedGrains.Privacy.Accounting;

/// <summary>How often each mechanism was used. The order of events does not matter to any bound here, so equal ones are counted together.</summary>
internal sealed class EventTally
{
    private readonly Dictionary<Mechanism, double> _counts = [];

    private EventTally()
    {
    }

    /// <summary>The mechanisms and how often each was used, at least once.</summary>
    public IReadOnlyDictionary<Mechanism, double> Counts => _counts;

    public bool IsEmpty => _counts.Count == 0;

    /// <summary>μ when everything was Gaussian noise without sampling: several such releases are exactly one with μ² the sum of 1/σ². Null otherwise.</summary>
    public double? GaussianMu => _counts.Keys.All(m => m is Mechanism.Gaussian)
        ? Math.Sqrt(_counts.Sum(c => c.Value * Precision(((Mechanism.Gaussian)c.Key).NoiseMultiplier)))
        : null;

    public static EventTally Of(IEnumerable<PrivacyEvent> events)
    {
        var tally = new EventTally();

        foreach (var one in events) tally.Add(one, 1);

        return tally;
    }

    /// <summary>1/σ².</summary>
    public static double Precision(double noiseMultiplier) => 1 / (noiseMultiplier * noiseMultiplier);

    private void Add(PrivacyEvent one, double count)
    {
        ArgumentNullException.ThrowIfNull(one);

        switch (one)
        {
            case PrivacyEvent.Repeated repeated:
                if (repeated.Count > 0) Add(repeated.Event, count * repeated.Count);
                break;

            case PrivacyEvent.Composed composed:
                foreach (var part in composed.Events) Add(part, count);
                break;

            case PrivacyEvent.PoissonSampled sampled:
                foreach (var (mechanism, times) in Sampled(sampled)) Count(mechanism, count * times);
                break;

            default:
                if (Single(one) is { } single) Count(single, count);
                break;
        }
    }

    private void Count(Mechanism mechanism, double count) => _counts[mechanism] = _counts.GetValueOrDefault(mechanism) + count;

    // Null: it told nothing.
    private static Mechanism? Single(PrivacyEvent one) => one switch
    {
        PrivacyEvent.Gaussian { NoiseMultiplier: > 0 } gaussian => new Mechanism.Gaussian(gaussian.NoiseMultiplier),
        PrivacyEvent.Laplace { NoiseMultiplier: > 0 } laplace => new Mechanism.Laplace(laplace.NoiseMultiplier),
        PrivacyEvent.ZeroConcentrated { Rho: 0 } => null,
        PrivacyEvent.ZeroConcentrated zcdp => new Mechanism.ZeroConcentrated(zcdp.Rho),
        _ => new Mechanism.Unbounded(),
    };

    private static IReadOnlyDictionary<Mechanism, double> Sampled(PrivacyEvent.PoissonSampled sampled)
    {
        var inner = Of([sampled.Event]);

        return sampled.Probability switch
        {
            0 => FrozenDictionary<Mechanism, double>.Empty,
            1 => inner.Counts,
            _ when inner.IsEmpty => FrozenDictionary<Mechanism, double>.Empty,
            _ => new Dictionary<Mechanism, double> { [Sampled(sampled.Probability, inner)] = 1 },
        };
    }

    private static Mechanism Sampled(double probability, EventTally inner) => inner switch
    {
        // Several Gaussian releases from one sample are one with less noise; a sample of a sample is a smaller sample.
        { GaussianMu: { } mu } => new Mechanism.SampledGaussian(probability, 1 / mu),
        _ when inner.Counts.Count == 1 && inner.Counts.First() is { Key: Mechanism.SampledGaussian once, Value: 1 } => once with { Rate = once.Rate * probability },
        _ => new Mechanism.Unbounded(),
    };
}
