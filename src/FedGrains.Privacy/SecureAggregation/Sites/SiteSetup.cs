using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What a site knows of a batch since it saw the keys of all.</summary>
/// <param name="Context">What shares are bound to.</param>
/// <param name="Graph">Who is whose neighbour.</param>
/// <param name="Holders">Its neighbours and itself, ascending: whose shares it holds, and the order they are kept in.</param>
/// <param name="Keys">The keys of each holder.</param>
/// <param name="Delivery">The bytes of the shares it dealt, to be sent again as they are; empty once a round has begun.</param>
internal sealed record SiteSetup(SetupContext Context, NeighbourGraph Graph, ImmutableArray<int> Holders, ImmutableArray<KeyAdvertisement> Keys, ReadOnlyMemory<byte> Delivery)
{
    /// <summary>The keys of a holder.</summary>
    public KeyAdvertisement KeysOf(int holder) => Keys[Holders.BinarySearch(holder)];

    public static SiteSetup Of(BatchKeys keys, int site)
    {
        var holders = keys.Graph.Holders(site);

        return new(keys.Context, keys.Graph, holders, [.. keys.Keys.Advertisements.Where(a => holders.BinarySearch(a.Body.Site) >= 0).Select(a => a.Body)], default);
    }

    public static SiteSetup Read(ref WireReader reader, Roster roster, Scope scope, Batch batch, int site)
    {
        var (digest, coin, members) = (reader.ReadDigest("setup"), reader.ReadDigest("coin"), reader.ReadIndices("members", roster.Sites.Length));
        if (!members.Contains(site)) throw WireReader.Fault("members", "this site is not among them");

        var graph = NeighbourGraph.Build(roster, members, coin);
        var keys = reader.ReadMessages<KeyAdvertisement>("keys");
        var holders = graph.Holders(site);
        if (!keys.Select(k => k.Site).SequenceEqual(holders) || keys.Any(k => k.Batch != batch)) throw WireReader.Fault("keys", "they are not those of this site's neighbours");

        return new(new(scope, batch, digest), graph, holders, keys, reader.ReadBytes("delivery", Limits.MaximumMessageBytes).ToArray());
    }

    public void Write(WireWriter writer)
    {
        writer.WriteDigest(Context.Setup);
        writer.WriteDigest(Graph.Coin);
        writer.WriteIndices(Graph.Members);
        writer.WriteMessages(Keys);
        writer.WriteBytes(Delivery.Span);
    }
}
