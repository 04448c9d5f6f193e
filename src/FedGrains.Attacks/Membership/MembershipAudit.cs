using FedGrains.Attacks.Statistics;

namespace FedGrains.Attacks.Membership;

/// <summary>
/// Holds an attack at one threshold to a differential-privacy guarantee: of whoever has (ε, δ)-differential privacy, TPR ≤ e^ε · FPR + δ, whatever the attacker does
/// (Kairouz et al. 2015). The threshold must be chosen before the scores are looked at, and each score must be of a model of its own.
/// </summary>
/// <param name="TruePositiveRate">Members found, with its interval.</param>
/// <param name="FalsePositiveRate">Others taken for members, with its interval.</param>
/// <param name="Epsilon">ε.</param>
/// <param name="Delta">δ.</param>
public sealed record MembershipAudit(Share TruePositiveRate, Share FalsePositiveRate, double Epsilon, double Delta)
{
    /// <summary>Whether the guarantee is refuted: both intervals on the far side. If the guarantee holds this happens with a probability of at most 1 - confidence.</summary>
    public bool IsRefuted => TruePositiveRate.Lower > (Math.Exp(Epsilon) * FalsePositiveRate.Upper) + Delta
        || 1 - FalsePositiveRate.Upper > (Math.Exp(Epsilon) * (1 - TruePositiveRate.Lower)) + Delta;

    /// <summary>The ε that the counts show at least, at this δ; 0 when they show none.</summary>
    public double EpsilonShown => Math.Log(Math.Max(1, Math.Max(
        (TruePositiveRate.Lower - Delta) / FalsePositiveRate.Upper,
        (1 - FalsePositiveRate.Upper - Delta) / (1 - TruePositiveRate.Lower))));

    /// <summary>The audit of scores of at least <paramref name="threshold"/>. The two intervals share <paramref name="confidence"/> evenly.</summary>
    public static MembershipAudit Of(MembershipScores scores, double threshold, double epsilon, double delta, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epsilon);
        ArgumentOutOfRangeException.ThrowIfNegative(delta);
        var each = (1 + confidence) / 2;

        return new(
            Binomial.Interval(scores.Members.Count(s => s >= threshold), scores.Members.Length, each),
            Binomial.Interval(scores.Others.Count(s => s >= threshold), scores.Others.Length, each),
            epsilon,
            delta);
    }
}
