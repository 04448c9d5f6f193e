namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The keys of a batch, judged, with what follows from them.</summary>
public sealed class BatchKeys
{
    private BatchKeys(KeySet keys, SetupContext context, NeighbourGraph graph) => (Keys, Context, Graph) = (keys, context, graph);

    /// <summary>The keys.</summary>
    public KeySet Keys { get; }

    /// <summary>Who is whose neighbour.</summary>
    public NeighbourGraph Graph { get; }

    /// <summary>The digest of the keys.</summary>
    public Sha256Digest Digest => Context.Setup;

    internal SetupContext Context { get; }

    /// <summary>What follows from the keys of <paramref name="batch"/>, or why they cannot be used.</summary>
    public static (BatchKeys? Keys, Refusal? Refusal) Of(PinnedRoster pinned, Batch batch, KeySet keys)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        ArgumentNullException.ThrowIfNull(keys);
        if (keys.Judge(pinned, batch) is { } refusal) return (null, refusal);

        var context = new SetupContext(Scope.Of(pinned), batch, WireMessage.Digest(keys));

        return (new(keys, context, NeighbourGraph.Of(pinned.Roster, keys.Members, context.Setup)), null);
    }
}
