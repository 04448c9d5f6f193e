using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Training;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Ledgers;

namespace FedGrains.Cli.Privacy;

/// <summary>A dataset's privacy ledger as programs get it. An ε of null is none: nobody has a bound.</summary>
/// <param name="Dataset">The dataset.</param>
/// <param name="Budget">What may be spent; null when there is no limit.</param>
/// <param name="Delta">The budget's δ, or the one that goes with the number of records.</param>
/// <param name="Accountant">Who decides what is left.</param>
/// <param name="Spent">ε spent of what counts against the budget, by accountant.</param>
/// <param name="Left">What is left of the budget's ε; null when there is no limit.</param>
/// <param name="Releases">How many times something left.</param>
/// <param name="Unprotected">How many of them had no noise.</param>
/// <param name="Entries">The releases by run and kind.</param>
internal sealed record LedgerView(
    DatasetName Dataset,
    PrivacyBudget? Budget,
    double Delta,
    string Accountant,
    ImmutableSortedDictionary<string, double?> Spent,
    double? Left,
    long Releases,
    long Unprotected,
    ImmutableArray<LedgerEntryView> Entries)
{
    // For a dataset of which not even the number of records is known.
    private const double CautiousDelta = 1e-6;

    public static LedgerView Of(DatasetName dataset, PrivacyLedger ledger, PrivacyBudget? budget, long? records)
    {
        var delta = budget?.Delta ?? (records is > 0 and { } n ? DpSgd.DefaultDelta(n) : CautiousDelta);
        PrivacyEvent[] charged = [.. ledger.Charged(budget)];
        var spent = AccountantNames.All.ToImmutableSortedDictionary(name => name, name => AccountantCatalog.Find(name).Epsilon(charged, delta), StringComparer.Ordinal);

        return new(
            dataset,
            budget,
            delta,
            AccountantCatalog.Default.Name,
            spent.ToImmutableSortedDictionary(s => s.Key, s => Finite(s.Value), StringComparer.Ordinal),
            budget is null ? null : Math.Max(0, budget.Epsilon - spent[AccountantCatalog.Default.Name]),
            ledger.Entries.Sum(e => e.Releases),
            ledger.Entries.Where(e => e.IsUnprotected).Sum(e => e.Releases),
            [.. ledger.Entries.Select(e => LedgerEntryView.Of(e, delta))]);
    }

    internal static double? Finite(double epsilon) => double.IsFinite(epsilon) ? epsilon : null;
}

/// <summary>The releases of a run that were made in one way.</summary>
/// <param name="Federation">Whom they went to.</param>
/// <param name="Run">The run.</param>
/// <param name="FirstRound">The lowest number of a round with one.</param>
/// <param name="LastRound">The highest.</param>
/// <param name="Releases">How many.</param>
/// <param name="Event">How each was made.</param>
/// <param name="What">That in words.</param>
/// <param name="Epsilon">What they cost by themselves.</param>
/// <param name="FirstAt">When the first was written down.</param>
/// <param name="LastAt">When the last was.</param>
internal sealed record LedgerEntryView(
    string Federation,
    string Run,
    int FirstRound,
    int LastRound,
    long Releases,
    PrivacyEvent Event,
    string What,
    double? Epsilon,
    DateTimeOffset FirstAt,
    DateTimeOffset LastAt)
{
    public static LedgerEntryView Of(LedgerEntry entry, double delta) => new(
        entry.Federation,
        entry.Run,
        entry.FirstRound,
        entry.LastRound,
        entry.Releases,
        entry.Event,
        Words(entry.Event),
        LedgerView.Finite(AccountantCatalog.Default.Epsilon([entry.Spent], delta)),
        entry.FirstAt,
        entry.LastAt);

    private static string Words(PrivacyEvent released) => released is PrivacyEvent.NonPrivate plain ? plain.What : $"{(object?)NoisyTraining.TryRead(released) ?? released}";
}
