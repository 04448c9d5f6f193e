using System.Collections.Immutable;

using FedGrains.Cli.CommandLine;
using FedGrains.Core.Runs;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Calibration;

namespace FedGrains.Cli.Privacy;

/// <summary>What noise on the sums of sites' updates costs a site as a whole, round by round.</summary>
/// <param name="Epsilon">What all rounds together cost.</param>
/// <param name="Target">What they may cost; null when nobody said.</param>
/// <param name="Within">Whether they cost no more.</param>
/// <param name="LeastNoiseMultiplier">The least noise that would stay within the target.</param>
/// <param name="Delta">δ.</param>
/// <param name="Accountant">Who worked it out.</param>
/// <param name="NoiseMultiplier">The noise: a run file's, or the least for the target.</param>
/// <param name="Rounds">The rounds.</param>
internal sealed record SitePlan(
    double Epsilon, double? Target, bool? Within, double? LeastNoiseMultiplier, double Delta, string Accountant, double NoiseMultiplier, ImmutableArray<SiteRoundSpending> Rounds)
{
    /// <summary>Whom the plan is for.</summary>
    public string Unit { get; } = PrivacyOptions.SiteUnit;

    /// <summary>The plan with the least noise for a target. Throws a <see cref="CalibrationException"/> when no noise is enough.</summary>
    public static SitePlan For(PrivacyTarget target, int rounds, IAccountant accountant)
    {
        RequireBound(accountant);
        var noise = LeastNoise(target, rounds, accountant);

        return Of(noise, target.Delta, target.Epsilon, rounds, accountant);
    }

    /// <summary>The plan of a run file. Throws a <see cref="CommandException"/> when there is none, and a <see cref="CalibrationException"/> when no noise is enough for the target.</summary>
    public static SitePlan Of(RunConfiguration run, double? target, double? delta, IAccountant accountant)
    {
        if (run.SecureAggregation?.SitePrivacy is not { } privacy) throw new CommandException("The run file has no site-level differential privacy, which costs a site infinity. Write secureAggregation.sitePrivacy.");
        PlannedRounds.Require(run);
        RequireBound(accountant);

        return Of(privacy.NoiseMultiplier, delta ?? privacy.Delta, target, run.Rounds, accountant);
    }

    private static SitePlan Of(double noise, double delta, double? target, int rounds, IAccountant accountant)
    {
        ImmutableArray<SiteRoundSpending> spent = [.. Enumerable.Range(1, rounds).Select(round => new SiteRoundSpending(round, accountant.Epsilon([Sums(noise, round)], delta)))];

        return new(
            spent[^1].Epsilon,
            target,
            target is null ? null : spent[^1].Epsilon <= target,
            target is { } epsilon ? LeastNoise(new(epsilon, delta), rounds, accountant) : null,
            delta,
            accountant.Name,
            noise,
            spent);
    }

    private static void RequireBound(IAccountant accountant)
    {
        if (double.IsInfinity(accountant.Epsilon([Sums(1, 1)], SitePrivacy.DefaultDelta)))
            throw new CommandException($"The accountant '{accountant.Name}' has no bound for sums with discrete noise. Use --accountant {AccountantNames.Zcdp} or {AccountantNames.Rdp}.");
    }

    private static double LeastNoise(PrivacyTarget target, int rounds, IAccountant accountant) => NoiseCalibration.NoiseMultiplier(accountant, target, noise => Sums(noise, rounds));

    private static PrivacyEvent.Repeated Sums(double noise, int rounds) => new PrivacyEvent.Repeated(new PrivacyEvent.ZeroConcentrated(1 / (2 * noise * noise)), rounds);
}

/// <summary>What has been spent when a round is over.</summary>
internal sealed record SiteRoundSpending(int Round, double Epsilon);
