using System.Text.Json.Serialization;

using FedGrains.Core.Strategies;

namespace FedGrains.Core.Runs;

/// <summary>Secure aggregation in a run's training rounds: sites mask their updates, and only their sum is seen.</summary>
/// <param name="Clip">C_inf, the most that a round changes a parameter at one site; what is beyond is cut off before masking. 1e-6 to 1e6.</param>
/// <param name="WeightCap">W, the most that one site's weight may be, at most 2^31. It is public. 0 has it chosen when the run starts: see <see cref="CapFor"/>.</param>
/// <param name="BatchRounds">Rounds that one setup of keys and shares serves at most, 1 to 256.</param>
/// <param name="KeepMaskedRounds">Of how many of its last rounds the coordinator keeps the masked updates, so that their sums can be computed again; 0 for none, -1 for all.</param>
/// <param name="UnmaskingTime">How long survivors have to sign the list of survivors, and again to release their shares; null for as long as a lease.</param>
/// <param name="WhenPossible">Whether the run goes without where its cohort or its roster has no room for it. A run that has started says false.</param>
/// <param name="SitePrivacy">Site-level differential privacy, or null for masking alone.</param>
public sealed record SecureAggregationPlan(
    double Clip = SecureAggregationPlan.DefaultClip,
    long WeightCap = 0,
    int BatchRounds = SecureAggregationPlan.DefaultBatchRounds,
    int KeepMaskedRounds = SecureAggregationPlan.DefaultKeepMaskedRounds,
    TimeSpan? UnmaskingTime = null,
    bool WhenPossible = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SitePrivacy? SitePrivacy = null)
{
    /// <summary>The clip where nothing is said.</summary>
    public const double DefaultClip = 8;

    /// <summary>The rounds of a batch where nothing is said.</summary>
    public const int DefaultBatchRounds = 50;

    /// <summary>The rounds whose masked updates are kept where nothing is said.</summary>
    public const int DefaultKeepMaskedRounds = 2;

    private const long LargestWeight = 1L << 31;

    /// <summary>The cap of weights of a cohort: the smallest power of two that no registered count is above, so that it tells little of the largest. 1 where every site weighs alike.</summary>
    /// <param name="weighting">The run's weighting.</param>
    /// <param name="largest">The largest count of training records that a node of the cohort has registered, 1 to 2^31.</param>
    public static long CapFor(Weighting weighting, long largest)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(largest, LargestWeight);

        return weighting switch
        {
            Weighting.Examples => (long)System.Numerics.BitOperations.RoundUpToPowerOf2((ulong)largest),
            Weighting.Uniform => 1,
        };
    }

    /// <summary>What is wrong with the settings, one sentence a fault.</summary>
    public IEnumerable<string> Faults(Weighting weighting)
    {
        if (!(Clip is >= 1e-6 and <= 1e6)) yield return $"secureAggregation.clip must be 0.000001 to 1,000,000, not {Clip}.";
        if (WeightCap is < 0 or > LargestWeight) yield return $"secureAggregation.weightCap must be 1 to {LargestWeight}, or 0 to have it chosen, not {WeightCap}.";
        if (WeightCap > 1 && weighting is Weighting.Uniform) yield return $"secureAggregation.weightCap is {WeightCap}, and with weighting uniform every site weighs 1; leave it out.";
        if (BatchRounds is < 1 or > 256) yield return $"secureAggregation.batchRounds must be 1 to 256, not {BatchRounds}.";
        if (KeepMaskedRounds < -1) yield return $"secureAggregation.keepMaskedRounds must be at least 0, or -1 for all, not {KeepMaskedRounds}.";
        if (UnmaskingTime is { } time && (time < TimeSpan.FromSeconds(1) || time > TimeSpan.FromDays(7))) yield return $"secureAggregation.unmaskingTime must be 1 second to 7 days, not {time}.";

        foreach (var fault in PrivacyFaults(weighting)) yield return fault;
    }

    private IEnumerable<string> PrivacyFaults(Weighting weighting)
    {
        if (SitePrivacy is not { } privacy) yield break;

        if (weighting is not Weighting.Uniform) yield return "secureAggregation.sitePrivacy takes weighting: uniform. A weight would tell how many records a site has, and let one site move the mean by more than another.";
        if (Clip != DefaultClip) yield return "secureAggregation.clip has no use beside sitePrivacy, whose clippingNorm bounds the whole update; leave it out.";

        foreach (var fault in privacy.Faults()) yield return fault;
    }
}
