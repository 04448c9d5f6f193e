using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// Everything a site keeps between messages. Its canonical bytes hold private keys, seeds and shares: store them encrypted, replace
/// them as a whole, and keep no older copy that could come back.
/// </summary>
public sealed class SiteState : IWireMessage<SiteState>
{
    /// <summary>Batches in use: the one whose rounds run, and the one that is set up meanwhile.</summary>
    public const int MaximumBatches = 2;

    internal SiteState(SiteId site, PinnedRoster pinned, ShareJournal journal, ImmutableArray<SiteBatch> batches, ImmutableArray<JournalEcho?> peers) =>
        (Site, Pinned, Journal, Batches, Peers) = (site, pinned, journal, batches, peers);

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.SiteState;

    /// <summary>Which site this is.</summary>
    public SiteId Site { get; }

    /// <summary>The roster it goes by.</summary>
    public PinnedRoster Pinned { get; }

    /// <summary>What it promised and released.</summary>
    public ShareJournal Journal { get; }

    internal ImmutableArray<SiteBatch> Batches { get; }

    /// <summary>The newest statement in a round that it has seen of every site of the roster.</summary>
    internal ImmutableArray<JournalEcho?> Peers { get; }

    internal int Index => Pinned.Roster.IndexOf(Site);

    internal Scope Scope => Scope.Of(Pinned);

    /// <summary>The state of a site that has just pinned its first roster.</summary>
    public static SiteState New(SiteId site, PinnedRoster pinned)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        // It goes by this roster, so it signs no other of the epoch.
        return new(site, pinned, ShareJournal.Empty.SignRoster(pinned.Roster.Epoch, pinned.Digest).Next, [], NobodySeen(pinned));
    }

    /// <inheritdoc/>
    public static SiteState Read(ref WireReader reader)
    {
        var (site, roster, journal) = (SiteId.Parse(reader.ReadText("site")), reader.ReadMessage<Roster>("roster"), reader.ReadMessage<ShareJournal>("journal"));
        var pinned = new PinnedRoster(roster, roster.Digest());
        if (roster.IndexOf(site) < 0) throw WireReader.Fault("site", "it is not in the roster");

        return new(site, pinned, journal, ReadBatches(ref reader, pinned, site), ReadPeers(ref reader, roster.Sites.Length));
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteText(Site.Value);
        writer.WriteMessage(Pinned.Roster);
        writer.WriteMessage(Journal);
        writer.WriteUInt16(Batches.Length);
        foreach (var batch in Batches) batch.Write(writer);
        foreach (var peer in Peers) writer.WriteBytes(peer is null ? [] : peer.Bytes.Span);
    }

    /// <summary>The canonical bytes. They hold secrets; zero them after use.</summary>
    public byte[] ToBytes() => WireMessage.Encode(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote; a <see cref="FormatException"/> when it is not that.</summary>
    public static SiteState Parse(ReadOnlySpan<byte> bytes) => WireMessage.Parse<SiteState>(bytes);

    /// <summary>Shows the site and nothing else.</summary>
    public override string ToString() => $"{nameof(SiteState)} of {Site}";

    internal SiteBatch? BatchOf(ulong round) => Batches.FirstOrDefault(b => b.Batch.Contains(round));

    internal IEnumerable<IDisposable> AllSecrets => Batches.SelectMany(b => b.AllSecrets);

    internal SiteState With(ShareJournal journal) => new(Site, Pinned, journal, Batches, Peers);

    internal SiteState With(ImmutableArray<SiteBatch> batches) => new(Site, Pinned, Journal, batches, Peers);

    internal SiteState With(SiteBatch batch) => With([.. Batches.Select(b => b.Batch == batch.Batch ? batch : b)]);

    /// <summary>The state under a roster that follows: nothing of the old one's batches is of use any more.</summary>
    internal SiteState With(PinnedRoster pinned) => new(Site, pinned, Journal.Retire(Journal.NextBatchRound), [], NobodySeen(pinned));

    /// <summary>The state with statements of other sites, where they are newer than those known.</summary>
    internal SiteState Seeing(IEnumerable<JournalEcho> statements)
    {
        var peers = Peers.ToBuilder();
        foreach (var statement in statements)
            if (statement.Position.Sequence > (peers[statement.Site]?.Position.Sequence ?? 0)) peers[statement.Site] = statement;

        return new(Site, Pinned, Journal, Batches, peers.MoveToImmutable());
    }

    private static ImmutableArray<JournalEcho?> NobodySeen(PinnedRoster pinned) => [.. new JournalEcho?[pinned.Roster.Sites.Length]];

    private static ImmutableArray<SiteBatch> ReadBatches(ref WireReader reader, PinnedRoster pinned, SiteId site)
    {
        var batches = ImmutableArray.CreateBuilder<SiteBatch>(reader.ReadCount("batches", MaximumBatches, 1));

        while (batches.Count < batches.Capacity)
        {
            var batch = SiteBatch.Read(ref reader, pinned.Roster, Scope.Of(pinned), pinned.Roster.IndexOf(site));
            if (batches.Count > 0 && batch.Batch.FirstRound < batches[^1].Batch.End) throw WireReader.Fault("batches", "rounds must ascend");

            batches.Add(batch);
        }

        return batches.MoveToImmutable();
    }

    private static ImmutableArray<JournalEcho?> ReadPeers(ref WireReader reader, int sites)
    {
        var peers = ImmutableArray.CreateBuilder<JournalEcho?>(sites);

        while (peers.Count < sites)
        {
            var bytes = reader.ReadBytes("peer", JournalEcho.MaximumBytes);
            var peer = bytes.IsEmpty ? null : JournalEcho.Parse(bytes);
            if (peer is not null && peer.Site != peers.Count) throw WireReader.Fault("peer", "the statement is another site's");

            peers.Add(peer);
        }

        return peers.MoveToImmutable();
    }
}
