using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace FedGrains.Privacy.Accounting.Ledgers;

/// <summary>
/// What has left of a dataset, for ever. Nothing is taken back: what could have left counts, whatever became of it. A release is written here, durably, before it
/// leaves; whoever does it the other way round has no ledger.
/// </summary>
/// <param name="Entries">The releases by run and kind, the oldest first.</param>
public sealed record PrivacyLedger([property: JsonPropertyName("entries")] ImmutableArray<LedgerEntry> Entries)
{
    /// <summary>Of a dataset of which nothing has left.</summary>
    public static PrivacyLedger Empty { get; } = new([]);

    /// <summary>What counts against a budget: everything, except training without noise where the budget allows that beside it.</summary>
    public IEnumerable<PrivacyEvent> Charged(PrivacyBudget? budget) => Entries.Where(e => budget is not { AllowNonPrivate: true } || !e.IsUnprotected).Select(e => e.Spent);

    /// <summary>Whether the release may leave, without writing it down.</summary>
    /// <param name="release">What is about to leave.</param>
    /// <param name="budget">What may be spent; null when nobody has set a limit.</param>
    /// <param name="accountant">Who prices it.</param>
    public SpendDecision Judge(PrivacyRelease release, PrivacyBudget? budget, IAccountant accountant)
    {
        ArgumentNullException.ThrowIfNull(release);
        ArgumentNullException.ThrowIfNull(accountant);

        return budget switch
        {
            _ when Entries.Any(e => e.Ends(release)) => SpendDecision.Of(SpendOutcome.Duplicate),
            null => SpendDecision.Of(SpendOutcome.Granted),
            { AllowNonPrivate: var allowed } when release.Event is PrivacyEvent.NonPrivate => SpendDecision.Of(allowed ? SpendOutcome.Granted : SpendOutcome.Unprotected),
            _ => Price(release, budget, accountant),
        };
    }

    /// <summary>Writes the release down if it may leave. The same update again changes nothing.</summary>
    /// <param name="release">What is about to leave.</param>
    /// <param name="budget">What may be spent; null when nobody has set a limit.</param>
    /// <param name="accountant">Who prices it.</param>
    /// <param name="now">The time.</param>
    public (PrivacyLedger Next, SpendDecision Decision) Spend(PrivacyRelease release, PrivacyBudget? budget, IAccountant accountant, DateTimeOffset now)
    {
        var decision = Judge(release, budget, accountant);

        return decision.Outcome is SpendOutcome.Granted ? (Plus(release, now), decision) : (this, decision);
    }

    /// <inheritdoc />
    public bool Equals(PrivacyLedger? other) => other is not null && Entries.SequenceEqual(other.Entries);

    /// <inheritdoc />
    public override int GetHashCode() => Entries.Length;

    private SpendDecision Price(PrivacyRelease release, PrivacyBudget budget, IAccountant accountant)
    {
        PrivacyEvent[] before = [.. Charged(budget)];
        var after = accountant.Epsilon([.. before, release.Event], budget.Delta);

        return after <= budget.Epsilon
            ? SpendDecision.Of(SpendOutcome.Granted)
            : new(SpendOutcome.OverBudget, new(budget, accountant.Name, accountant.Epsilon(before, budget.Delta), after, accountant.Epsilon([release.Event], budget.Delta)));
    }

    private PrivacyLedger Plus(PrivacyRelease release, DateTimeOffset now)
    {
        var known = Entries.FirstOrDefault(e => e.IsOf(release));

        return new(known is null ? Entries.Add(LedgerEntry.First(release, now)) : Entries.Replace(known, known.Plus(release, now)));
    }
}
