using FedGrains.Core.Nodes;

namespace FedGrains.Grains.Nodes;

internal sealed partial class NodeGrain
{
    private UsedAssertions? _assertions;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _assertions = new(clock.GetUtcNow());

        return base.OnActivateAsync(cancellationToken);
    }

    public Task<string?> PublicKey()
    {
        // Anyone can ask for a node that there is not: such a grain must not stay in memory.
        if (state.State.Node is null) DeactivateOnIdle();

        return Task.FromResult(state.State.Node is { Phase: NodePhase.Enrolled } node ? node.PublicKey : null);
    }

    public Task<bool> Use(string assertionId, DateTimeOffset issuedAt, DateTimeOffset expiresAt) =>
        Task.FromResult(_assertions!.Use(assertionId, issuedAt, expiresAt, clock.GetUtcNow()));
}
