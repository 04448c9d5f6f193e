using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The sites whose masked vectors arrived, by their own signed statements. Everyone else of the round counts as dropped.</summary>
/// <param name="Uploads">In the order of the sites, each once.</param>
public sealed record SurvivorList(ImmutableArray<SignedMessage<MaskedUpload>> Uploads) : IWireMessage<SurvivorList>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.SurvivorList;

    /// <summary>The survivors, ascending.</summary>
    public ImmutableArray<int> Sites => [.. Uploads.Select(u => u.Body.Site)];

    /// <inheritdoc/>
    public static SurvivorList Read(ref WireReader reader)
    {
        var list = new SurvivorList(reader.ReadMessages<SignedMessage<MaskedUpload>>("uploads"));
        Order.Require(list.Sites, "uploads");

        return list;
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteMessages(Uploads);
    }

    /// <summary>What survivors sign: who survived a round, and with which uploads. The signatures in the list are not in it, so a statement that was signed again does not change it.</summary>
    public Sha256Digest Digest(RoundStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        var content = new WireWriter();
        content.WriteText("FG/survivors/v1");
        content.WriteDigest(start.Digest);
        content.WriteUInt16(Uploads.Length);

        foreach (var upload in Uploads)
        {
            content.WriteUInt16(upload.Body.Site);
            content.WriteDigest(upload.Body.Upload);
        }

        return Sha256Digest.Of(content.Finish());
    }

    /// <summary>Why this list may not be opened: too few, a statement that is not its maker's or of another start, sites that do not hold together.</summary>
    public Refusal? Judge(PinnedRoster pinned, RoundStart start, NeighbourGraph graph)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(graph);

        return Uploads.Length < pinned.Roster.Terms.LeastSurvivors
            ? new(RefusalKind.TooFewSites, $"{Uploads.Length} sites survived round {start.Round}; it takes {pinned.Roster.Terms.LeastSurvivors} to open a sum.")
            : Uploads.Select(u => RoundRules.Judge(u, pinned, start)).FirstOrDefault(refusal => refusal is not null)
            ?? (graph.IsHeldTogetherBy(Sites.ToHashSet()) ? null : RoundRules.Scattered(start));
    }
}
