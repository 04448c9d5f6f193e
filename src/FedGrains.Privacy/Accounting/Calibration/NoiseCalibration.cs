using FedGrains.Privacy.Accounting.Numerics;

namespace FedGrains.Privacy.Accounting.Calibration;

/// <summary>From a guarantee back to what it allows.</summary>
public static class NoiseCalibration
{
    /// <summary>The least noise multiplier that is looked at.</summary>
    public const double LeastNoise = 1e-3;

    /// <summary>The greatest noise multiplier that is looked at.</summary>
    public const double MostNoise = 1e6;

    /// <summary>The most steps that are looked at.</summary>
    public const long MostSteps = 1_000_000_000;

    private const double Tolerance = 1e-9;

    /// <summary>The smallest noise multiplier with which so many steps stay within the target, to nine digits and never too small.</summary>
    /// <param name="accountant">Who prices the steps.</param>
    /// <param name="target">The guarantee.</param>
    /// <param name="samplingRate">Above 0 and at most 1.</param>
    /// <param name="steps">At least 1.</param>
    /// <exception cref="CalibrationException">No noise multiplier up to <see cref="MostNoise"/> is enough.</exception>
    public static double NoiseMultiplier(IAccountant accountant, PrivacyTarget target, double samplingRate, long steps)
    {
        RequireRate(samplingRate);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);

        return NoiseMultiplier(accountant, target, noise => PrivacyEvent.NoisySteps(samplingRate, noise, steps));
    }

    /// <summary>The smallest noise multiplier with which a release stays within the target, to nine digits and never too small; <see cref="LeastNoise"/> when that is enough.</summary>
    /// <param name="accountant">Who prices the release.</param>
    /// <param name="target">The guarantee.</param>
    /// <param name="release">What is released with a noise multiplier; more noise must not cost more.</param>
    /// <exception cref="CalibrationException">No noise multiplier up to <see cref="MostNoise"/> is enough.</exception>
    public static double NoiseMultiplier(IAccountant accountant, PrivacyTarget target, Func<double, PrivacyEvent> release)
    {
        ArgumentNullException.ThrowIfNull(accountant);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(release);

        double Excess(double logNoise) => Math.Log(accountant.Epsilon([release(Math.Exp(logNoise))], target.Delta) / target.Epsilon);

        var (low, high) = Bracket(Excess);
        if (Excess(high) > 0) throw Unreachable(accountant, target, accountant.Epsilon([release(MostNoise)], target.Delta));

        return Math.Exp(RootSearch.FirstNotPositive(Excess, low, high, Tolerance));
    }

    /// <summary>The largest number of steps that stays within the target; <see cref="MostSteps"/> when more would.</summary>
    /// <param name="accountant">Who prices the steps.</param>
    /// <param name="target">The guarantee.</param>
    /// <param name="samplingRate">Above 0 and at most 1.</param>
    /// <param name="noiseMultiplier">Above 0.</param>
    /// <exception cref="CalibrationException">One step is already too many.</exception>
    public static long Steps(IAccountant accountant, PrivacyTarget target, double samplingRate, double noiseMultiplier)
    {
        ArgumentNullException.ThrowIfNull(accountant);
        ArgumentNullException.ThrowIfNull(target);
        RequireRate(samplingRate);

        double Epsilon(long steps) => accountant.Epsilon([PrivacyEvent.NoisySteps(samplingRate, noiseMultiplier, steps)], target.Delta);

        if (Epsilon(1) > target.Epsilon)
            throw new CalibrationException(FormattableString.Invariant($"One step with the noise multiplier {noiseMultiplier:G6} and the sampling rate {samplingRate:G6} costs ε = {Epsilon(1):G6} by the accountant '{accountant.Name}', more than {target}. Use more noise, a smaller sampling rate or a larger ε."));

        var (enough, tooMany) = (1L, 2L);

        while (enough < MostSteps && Epsilon(Math.Min(tooMany, MostSteps)) <= target.Epsilon) (enough, tooMany) = (Math.Min(tooMany, MostSteps), 2 * tooMany);
        while (enough < MostSteps && tooMany - enough > 1)
        {
            var middle = enough + ((tooMany - enough) / 2);

            if (Epsilon(middle) <= target.Epsilon) enough = middle;
            else tooMany = middle;
        }

        return enough;
    }

    private static (double Low, double High) Bracket(Func<double, double> excess)
    {
        var (least, most, step) = (Math.Log(LeastNoise), Math.Log(MostNoise), Math.Log(2));
        var (low, high) = (0.0, 0.0);

        while (low > least && excess(low) <= 0) (low, high) = (Math.Max(least, low - step), low);
        while (high < most && excess(high) > 0) (low, high) = (high, Math.Min(most, high + step));

        return (low, high);
    }

    private static CalibrationException Unreachable(IAccountant accountant, PrivacyTarget target, double epsilon) => new(double.IsInfinity(epsilon)
        ? $"The accountant '{accountant.Name}' has no bound for this kind of release, whatever the noise. '{AccountantNames.Pld}' and '{AccountantNames.Rdp}' price Gaussian noise on Poisson samples."
        : FormattableString.Invariant($"Not even the noise multiplier {MostNoise:G6} gives {target}: it gives ε = {epsilon:G6}. Use fewer steps, a smaller sampling rate, or a larger ε or δ."));

    private static void RequireRate(double rate)
    {
        if (!(rate is > 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(rate), rate, "A sampling rate is a number above 0 and at most 1.");
    }
}
