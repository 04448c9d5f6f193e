using FedGrains.Attacks.Statistics;
using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Membership;

/// <summary>Holds a membership attack at one threshold to a differential-privacy guarantee: TPR ≤ e^ε · FPR + δ.</summary>
public static class MembershipAudit
{
    /// <summary>The test of scores of at least <paramref name="threshold"/>, which must be chosen before they are looked at; each score must be of a model of its own. The two intervals share <paramref name="confidence"/> evenly.</summary>
    public static GuaranteeTest Of(MembershipScores scores, double threshold, double epsilon, double delta, double confidence = 0.95)
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
