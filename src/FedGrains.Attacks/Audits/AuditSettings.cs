using System.Collections.Immutable;

using FedGrains.Core.Attacks;

namespace FedGrains.Attacks.Audits;

/// <summary>How an audit goes about it.</summary>
/// <param name="Attacks">The kinds of attack; those that do not apply are left out and named.</param>
/// <param name="Seed">Where records, coins and batches come from.</param>
/// <param name="Records">Records that are attacked, at most; drawn at random where there are more. At least 10.</param>
/// <param name="ShadowModels">The attacker's own models, at least 32. Three times as many are attacked, so that a share of them is known well enough.</param>
/// <param name="Rounds">How many of a site's rounds, one after another, membership and property attacks see; at least 1.</param>
/// <param name="Delta">δ of the guarantee, between 0 and 1.</param>
public sealed record AuditSettings(ImmutableArray<AttackKind> Attacks, ulong Seed = 0, int Records = 100, int ShadowModels = 100, int Rounds = 1, double Delta = 1e-5)
{
    /// <summary>The fewest records.</summary>
    public const int LeastRecords = 10;

    /// <summary>The fewest shadow models: with fewer, a candidate may be in all of them or in none.</summary>
    public const int LeastShadowModels = 32;

    /// <summary>Models that are attacked for each shadow model.</summary>
    public const int TargetsPerShadow = 3;

    /// <summary>The probability, at most, that an audit refutes a defence that keeps its promise.</summary>
    public const double FalseAlarms = 0.01;

    // Inversion, labels, the canary.
    private const int Tests = 3;

    /// <summary>The confidence of each test, so that all of them together keep to <see cref="FalseAlarms"/>.</summary>
    public static double Confidence => 1 - (FalseAlarms / Tests);
}
