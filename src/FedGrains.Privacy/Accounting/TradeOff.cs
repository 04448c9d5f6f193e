using FedGrains.Privacy.Accounting.Numerics;

namespace FedGrains.Privacy.Accounting;

/// <summary>What a guarantee means for an attack that guesses whether a unit was there: a cap that no attack can pass, whatever it knows.</summary>
public static class TradeOff
{
    /// <summary>The most true positives that a membership test can have, as a share, at a share of false positives: the least that any ε with its δ allows (Dong, Roth and Su 2022, Proposition 2.5).</summary>
    /// <param name="accountant">Who prices the events.</param>
    /// <param name="events">What was released.</param>
    /// <param name="falsePositiveRate">0 to 1, else an <see cref="ArgumentOutOfRangeException"/>.</param>
    public static double TruePositiveRate(IAccountant accountant, IEnumerable<PrivacyEvent> events, double falsePositiveRate)
    {
        ArgumentNullException.ThrowIfNull(accountant);
        if (!(falsePositiveRate is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(falsePositiveRate), falsePositiveRate, "A rate is a number from 0 to 1.");

        PrivacyEvent[] released = [.. events];
        var few = LineSearch.Minimum(e => (Math.Exp(e) * falsePositiveRate) + accountant.Delta(released, e), 1).Value;
        var many = LineSearch.Minimum(e => 1 - (Math.Exp(-e) * (1 - accountant.Delta(released, e) - falsePositiveRate)), 1).Value;
        var none = falsePositiveRate + accountant.Delta(released, 0);

        return Math.Min(1, Math.Min(none, Math.Min(few, many)));
    }
}
