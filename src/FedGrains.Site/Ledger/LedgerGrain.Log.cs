using FedGrains.Privacy.Accounting.Ledgers;

namespace FedGrains.Site.Ledger;

internal sealed partial class LedgerGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Ledger {Dataset}: what leaves for {Federation} in round {Round} of run {Run} is {Outcome}")]
    private partial void LogAsked(string dataset, string federation, string run, int round, SpendOutcome outcome);
}
