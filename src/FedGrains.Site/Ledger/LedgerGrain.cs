using FedGrains.Health.Datasets;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Ledgers;
using FedGrains.Site.Auditing;
using FedGrains.Site.Datasets;

namespace FedGrains.Site.Ledger;

[GrainType("fedgrains.site.ledger")]
internal sealed partial class LedgerGrain([PersistentState("ledger")] IPersistentState<LedgerGrainState> state, SiteAudit audit, TimeProvider clock, ILogger<LedgerGrain> logger) : Grain, ILedgerGrain
{
    private string Key => this.GetPrimaryKeyString();

    public async Task<SpendDecision> Judge(PrivacyRelease release)
    {
        var (ledger, budget) = (state.State.Ledger, await Budget());

        // Not on the grain's turn: a price can take a second.
        return await Task.Run(() => ledger.Judge(release, budget, AccountantCatalog.Default));
    }

    public async Task<SpendDecision> Spend(PrivacyRelease release)
    {
        var (ledger, budget) = (state.State.Ledger, await Budget());
        var (next, decision) = await Task.Run(() => ledger.Spend(release, budget, AccountantCatalog.Default, clock.GetUtcNow()));

        await audit.Spending(Key, release, decision.Outcome.ToString());
        if (!ReferenceEquals(next, ledger)) await state.Commit(new() { Ledger = next });
        LogAsked(Key, release.Federation, release.Run, release.Round, decision.Outcome);

        return decision;
    }

    public async Task<LedgerReading> Describe() => new(state.State.Ledger, await Budget());

    // Read each time, so that a budget that was registered counts at once. A definition that cannot be read any more lets nothing leave.
    private async Task<PrivacyBudget?> Budget() =>
        await GrainFactory.GetGrain<IDatasetGrain>(Key).Definition() is { } registered && DatasetDefinition.Parse(registered.Definition, registered.Folder).Privacy is { } budget
            ? new(budget.Epsilon, budget.Delta, budget.AllowNonPrivate)
            : null;
}
