using System.Collections.Immutable;

using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Calibration;

namespace FedGrains.Cli.Privacy;

/// <summary>What a run would spend, round by round.</summary>
/// <param name="Epsilon">What all rounds together cost.</param>
/// <param name="Target">What they may cost.</param>
/// <param name="Delta">δ.</param>
/// <param name="Accountant">Who worked it out.</param>
/// <param name="SamplingRate">The sampling rate of each step.</param>
/// <param name="NoiseMultiplier">The least noise that stays within the target.</param>
/// <param name="Rounds">The rounds.</param>
internal sealed record BudgetPlan(double Epsilon, double Target, double Delta, string Accountant, double SamplingRate, double NoiseMultiplier, ImmutableArray<RoundSpending> Rounds)
{
    /// <summary>The plan with the least noise. Throws a <see cref="CalibrationException"/> when no noise is enough.</summary>
    public static BudgetPlan For(PrivacyTarget target, double samplingRate, long rounds, long stepsPerRound, IAccountant accountant)
    {
        var noise = NoiseCalibration.NoiseMultiplier(accountant, target, samplingRate, rounds * stepsPerRound);
        var spent = Spend(accountant, target.Delta, samplingRate, noise, rounds, stepsPerRound);

        return new(spent[^1].Epsilon, target.Epsilon, target.Delta, accountant.Name, samplingRate, noise, spent);
    }

    /// <summary>What has been spent after each round.</summary>
    public static ImmutableArray<RoundSpending> Spend(IAccountant accountant, double delta, double samplingRate, double noise, long rounds, long stepsPerRound) =>
    [
        .. Enumerable.Range(1, (int)rounds).AsParallel().AsOrdered().Select(round => new RoundSpending(
            round,
            round * stepsPerRound,
            accountant.Epsilon([PrivacyEvent.NoisySteps(samplingRate, noise, round * stepsPerRound)], delta))),
    ];
}

/// <summary>What has been spent when a round is over.</summary>
internal sealed record RoundSpending(int Round, long Steps, double Epsilon);
