using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Ledgers;

namespace FedGrains.Privacy.Tests.Accounting.Ledgers;

/// <summary>What may leave a dataset.</summary>
internal static class LedgerSamples
{
    public static DateTimeOffset Now { get; } = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    public static PrivacyEvent Noisy { get; } = PrivacyEvent.NoisySteps(0.02, 2, 20);

    public static PrivacyEvent Plain { get; } = new PrivacyEvent.NonPrivate("an update trained without noise");

    public static PrivacyRelease Release(int round = 1, string? update = "u1", PrivacyEvent? released = null, string run = "first", string federation = "heart") =>
        new(federation, run, round, update, released ?? Noisy);

    public static PrivacyLedger After(this PrivacyLedger ledger, PrivacyRelease release, PrivacyBudget? budget = null)
    {
        var (next, decision) = ledger.Spend(release, budget, AccountantCatalog.Default, Now);
        Assert.Equal(SpendOutcome.Granted, decision.Outcome);

        return next;
    }

    public static SpendOutcome Judged(this PrivacyLedger ledger, PrivacyRelease release, PrivacyBudget? budget = null) =>
        ledger.Judge(release, budget, AccountantCatalog.Default).Outcome;
}
