using FedGrains.Core.Nodes;

namespace FedGrains.Grains.Nodes;

internal sealed partial class NodeGrain
{
    private UsedAssertions? _assertions;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _assertions = new(clock.GetUtcNow() + state.State.ClockLead);

        return base.OnActivateAsync(cancellationToken);
    }

    public Task<string?> PublicKey()
    {
        // Anyone can ask for a node that there is not: such a grain must not stay in memory.
        if (state.State.Node is null) DeactivateOnIdle();

        return Task.FromResult(state.State.Node is { Phase: NodePhase.Enrolled } node ? node.PublicKey : null);
    }

    public async Task<bool> Use(string assertionId, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        var now = clock.GetUtcNow();

        if (!_assertions!.Use(assertionId, issuedAt, expiresAt, now)) return false;

        // Before the assertion opens anything: a gate that comes up again must know how far ahead those may be that it cannot remember.
        if (UsedAssertions.Lead(issuedAt, now) is var lead && lead > state.State.ClockLead) await state.Commit(state.State with { ClockLead = lead });

        return true;
    }
}
