using System.Collections.Immutable;

using FedGrains.Contracts.Federations;
using FedGrains.Core.Identifiers;

namespace FedGrains.Grains.Federations;

[GrainType("fedgrains.directory")]
internal sealed class FederationDirectoryGrain([PersistentState("directory")] IPersistentState<FederationDirectoryState> state) : Grain, IFederationDirectoryGrain
{
    public Task Record(FederationId federation) => state.State.Federations.Contains(federation)
        ? Task.CompletedTask
        : state.Commit(new() { Federations = [.. state.State.Federations.Append(federation).OrderBy(f => f.Value, StringComparer.Ordinal)] });

    public Task<ImmutableArray<FederationId>> List() => Task.FromResult(state.State.Federations);
}

public sealed record FederationDirectoryState
{
    public ImmutableArray<FederationId> Federations { get; init; } = [];
}
