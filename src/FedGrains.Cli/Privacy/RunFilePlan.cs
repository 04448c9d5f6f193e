using System.Collections.Immutable;

using FedGrains.Cli.CommandLine;
using FedGrains.Core.Runs;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Calibration;

namespace FedGrains.Cli.Privacy;

/// <summary>What a run file would spend at a site, round by round.</summary>
/// <param name="Epsilon">What all rounds together cost.</param>
/// <param name="Target">What they may cost; null when nobody said.</param>
/// <param name="Within">Whether they cost no more.</param>
/// <param name="LeastNoiseMultiplier">The least noise that would stay within the target.</param>
/// <param name="Delta">δ.</param>
/// <param name="Accountant">Who worked it out.</param>
/// <param name="Records">How many training records the site has.</param>
/// <param name="SamplingRate">The sampling rate of each step there.</param>
/// <param name="NoiseMultiplier">The file's noise.</param>
/// <param name="Rounds">The rounds.</param>
internal sealed record RunFilePlan(
    double Epsilon,
    double? Target,
    bool? Within,
    double? LeastNoiseMultiplier,
    double Delta,
    string Accountant,
    long Records,
    double SamplingRate,
    double NoiseMultiplier,
    ImmutableArray<RoundSpending> Rounds)
{
    /// <summary>The plan of a run at a site. Throws a <see cref="CommandException"/> when there is none, and a <see cref="CalibrationException"/> when no noise is enough for the target.</summary>
    public static RunFilePlan Of(RunConfiguration run, long records, double? target, double? delta, IAccountant accountant)
    {
        if (run.Training.MechanismFor(records) is not { } round) throw new CommandException("The run file trains without differential privacy, which costs infinity. Write training.privacy; or plan what its noise on sums costs a site as a whole with --unit site.");
        PlannedRounds.Require(run);

        var at = delta ?? run.Training.Privacy!.DeltaFor(records);
        var spent = BudgetPlan.Spend(accountant, at, round.SamplingRate, round.NoiseMultiplier, run.Rounds, round.Steps);

        if (double.IsInfinity(spent[^1].Epsilon)) throw new CommandException($"The accountant '{accountant.Name}' has no bound for steps on a part of the data. Use --accountant {AccountantNames.Pld} or {AccountantNames.Rdp}.");

        return new(
            spent[^1].Epsilon,
            target,
            target is null ? null : spent[^1].Epsilon <= target,
            target is { } epsilon ? NoiseCalibration.NoiseMultiplier(accountant, new(epsilon, at), round.SamplingRate, (long)run.Rounds * round.Steps) : null,
            at,
            accountant.Name,
            records,
            round.SamplingRate,
            round.NoiseMultiplier,
            spent);
    }
}
