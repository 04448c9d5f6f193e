using FedGrains.Privacy.Accounting.Ledgers;

namespace FedGrains.Site.Ledger;

/// <summary>What has left of a dataset.</summary>
internal sealed record LedgerGrainState
{
    public PrivacyLedger Ledger { get; init; } = PrivacyLedger.Empty;
}
