using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace FedGrains.Privacy.Accounting;

/// <summary>
/// What was released, apart from what it costs: a ledger keeps events for ever, and a better accountant prices the past anew. What an
/// event or its JSON means never changes; a new mechanism is a new event. Neighbouring data sets differ by one unit, added or removed.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "event")]
[JsonDerivedType(typeof(Gaussian), "gaussian")]
[JsonDerivedType(typeof(Laplace), "laplace")]
[JsonDerivedType(typeof(ZeroConcentrated), "zeroConcentrated")]
[JsonDerivedType(typeof(PoissonSampled), "poissonSampled")]
[JsonDerivedType(typeof(Repeated), "repeated")]
[JsonDerivedType(typeof(Composed), "composed")]
[JsonDerivedType(typeof(NonPrivate), "nonPrivate")]
public abstract record PrivacyEvent
{
    private PrivacyEvent()
    {
    }

    /// <summary>Steps of training with Gaussian noise, each on a Poisson sample of its own: DP-SGD (Abadi et al. 2016), and with the rate 1 sites that take part in every round.</summary>
    /// <param name="samplingRate">The probability that a unit is in a step's sample, 0 to 1.</param>
    /// <param name="noiseMultiplier">The noise's standard deviation over the clipping bound, at least 0.</param>
    /// <param name="steps">How many, at least 0.</param>
    public static PrivacyEvent NoisySteps(double samplingRate, double noiseMultiplier, long steps) =>
        new Repeated(samplingRate == 1 ? new Gaussian(noiseMultiplier) : new PoissonSampled(samplingRate, new Gaussian(noiseMultiplier)), steps);

    /// <summary>Gaussian noise with the standard deviation <paramref name="NoiseMultiplier"/> · C on a sum that one unit changes by at most C in L2 norm.</summary>
    /// <param name="NoiseMultiplier">At least 0 and finite; with 0 there is no privacy.</param>
    public sealed record Gaussian(double NoiseMultiplier) : PrivacyEvent
    {
        /// <summary>Standard deviation over sensitivity.</summary>
        [JsonPropertyName("noiseMultiplier")]
        public double NoiseMultiplier { get; } = NotNegative(NoiseMultiplier, nameof(NoiseMultiplier));
    }

    /// <summary>Laplace noise with the scale <paramref name="NoiseMultiplier"/> · C on a value that one unit changes by at most C in L1 norm.</summary>
    /// <param name="NoiseMultiplier">At least 0 and finite; with 0 there is no privacy.</param>
    public sealed record Laplace(double NoiseMultiplier) : PrivacyEvent
    {
        /// <summary>Scale over sensitivity: the inverse of ε.</summary>
        [JsonPropertyName("noiseMultiplier")]
        public double NoiseMultiplier { get; } = NotNegative(NoiseMultiplier, nameof(NoiseMultiplier));
    }

    /// <summary>Something of which no more is known than that it is ρ-zCDP (Bun and Steinke 2016).</summary>
    /// <param name="Rho">At least 0 and finite.</param>
    public sealed record ZeroConcentrated(double Rho) : PrivacyEvent
    {
        /// <summary>ρ.</summary>
        [JsonPropertyName("rho")]
        public double Rho { get; } = NotNegative(Rho, nameof(Rho));
    }

    /// <summary>An event on a random part of the data, in which every unit is with the same probability and independently of all others. Shuffled batches of a fixed size are not that.</summary>
    /// <param name="Probability">0 to 1.</param>
    /// <param name="Event">What was released from the sample.</param>
    public sealed record PoissonSampled(double Probability, PrivacyEvent Event) : PrivacyEvent
    {
        /// <summary>The probability that a unit is in the sample.</summary>
        [JsonPropertyName("probability")]
        public double Probability { get; } = Probability is >= 0 and <= 1 ? Probability : throw Fault(nameof(Probability), Probability, "A sampling probability is a number from 0 to 1.");

        /// <summary>What was released from the sample.</summary>
        [JsonPropertyName("of")]
        public PrivacyEvent Event { get; } = Event ?? throw new ArgumentNullException(nameof(Event));
    }

    /// <summary>An event that happened several times, with fresh randomness each time.</summary>
    /// <param name="Event">What happened each time.</param>
    /// <param name="Count">How often, at least 0.</param>
    public sealed record Repeated(PrivacyEvent Event, long Count) : PrivacyEvent
    {
        /// <summary>What happened each time.</summary>
        [JsonPropertyName("of")]
        public PrivacyEvent Event { get; } = Event ?? throw new ArgumentNullException(nameof(Event));

        /// <summary>How often.</summary>
        [JsonPropertyName("count")]
        public long Count { get; } = Count >= 0 ? Count : throw Fault(nameof(Count), Count, "An event happens a whole number of times, 0 or more.");
    }

    /// <summary>Events one after another; each may depend on what came before it.</summary>
    /// <param name="Events">The events.</param>
    public sealed record Composed(ImmutableArray<PrivacyEvent> Events) : PrivacyEvent
    {
        /// <summary>The events.</summary>
        [JsonPropertyName("events")]
        public ImmutableArray<PrivacyEvent> Events { get; } = !Events.IsDefault && !Events.Contains(null!) ? Events : throw new ArgumentNullException(nameof(Events));

        /// <summary>The same events in the same order.</summary>
        public bool Equals(Composed? other) => other is not null && Events.SequenceEqual(other.Events);

        /// <inheritdoc />
        public override int GetHashCode() => Events.Aggregate(17, HashCode.Combine);
    }

    /// <summary>A release without noise, or by a mechanism for which nobody has a bound. It costs infinity.</summary>
    /// <param name="What">What was released, in words.</param>
    public sealed record NonPrivate(string What) : PrivacyEvent
    {
        /// <summary>What was released, in words.</summary>
        [JsonPropertyName("what")]
        public string What { get; } = What ?? throw new ArgumentNullException(nameof(What));
    }

    private static double NotNegative(double value, string name) =>
        double.IsFinite(value) && value >= 0 ? value : throw Fault(name, value, $"{name} is a finite number, 0 or more.");

    private static ArgumentOutOfRangeException Fault(string name, object value, string sentence) => new(name, value, sentence);
}
