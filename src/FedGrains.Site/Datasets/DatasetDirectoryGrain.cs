using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Site.Datasets;

[GrainType("fedgrains.site.datasets")]
internal sealed class DatasetDirectoryGrain([PersistentState("datasets")] IPersistentState<DatasetDirectoryState> state) : Grain, IDatasetDirectoryGrain
{
    public Task<ImmutableArray<DatasetName>> List() => Task.FromResult(state.State.Names);

    public async Task Add(DatasetName dataset)
    {
        if (state.State.Names.Contains(dataset)) return;

        await state.Commit(new() { Names = [.. state.State.Names.Append(dataset).OrderBy(n => n.Value, StringComparer.Ordinal)] });
    }
}

/// <summary>The names.</summary>
internal sealed record DatasetDirectoryState
{
    public ImmutableArray<DatasetName> Names { get; init; } = [];
}
