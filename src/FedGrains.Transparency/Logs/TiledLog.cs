using System.Text;

using FedGrains.Transparency.Notes;
using FedGrains.Transparency.Tiles;
using FedGrains.Transparency.Trees;

namespace FedGrains.Transparency.Logs;

/// <summary>
/// A log that entries are added to. Its checkpoint is written after the tiles that it counts: a crash between the two leaves the log as it was before. Not safe for
/// several callers at once, and one at a time may have a store open.
/// </summary>
public sealed class TiledLog
{
    /// <summary>Where the checkpoint is.</summary>
    public const string CheckpointPath = "checkpoint";

    private readonly ITileStore _store;
    private readonly NoteSigner _signer;
    private readonly TimeProvider _clock;
    private RightEdge _edge;
    private bool _isUncertain;

    private TiledLog(ITileStore store, NoteSigner signer, TimeProvider clock, RightEdge edge, SignedNote note) => (_store, _signer, _clock, _edge, Note) = (store, signer, clock, edge, note);

    /// <summary>The checkpoint, signed.</summary>
    public SignedNote Note { get; private set; }

    /// <summary>Entries in it.</summary>
    public long Size => _edge.Size;

    /// <summary>Opens a log, or begins one whose origin is the signer's name.</summary>
    /// <exception cref="FormatException">What is there is another's log, or was changed; the sentence says what.</exception>
    public static async Task<TiledLog> Open(ITileStore store, NoteSigner signer, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(signer);
        ArgumentNullException.ThrowIfNull(clock);

        var (edge, note) = await Load(store, signer, cancellationToken);
        if (note is not null) return new(store, signer, clock, edge, note);

        await RequireNothing(store, signer.Key.Name, cancellationToken);
        var log = new TiledLog(store, signer, clock, edge, new("", []));
        await log.Commit(edge, cancellationToken);

        return log;
    }

    /// <summary>Adds entries and returns the first one's index, once all are durable and under a signed checkpoint. After an exception they may be there or not; the log goes on either way.</summary>
    /// <param name="entries">Each has at most <see cref="EntryBundle.LargestEntry"/> bytes.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<long> Append(IReadOnlyList<ReadOnlyMemory<byte>> entries, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        if (entries.Any(e => e.Length > EntryBundle.LargestEntry)) throw new ArgumentException($"An entry has at most {EntryBundle.LargestEntry:N0} bytes: log the hash of what is larger.", nameof(entries));

        if (_isUncertain) await Recover(cancellationToken);

        var first = Size;
        var edge = _edge.Copy();
        var full = new Dictionary<TilePath, byte[]>();
        foreach (var entry in entries) edge.Add(entry.Span, full);

        // What is under a checkpoint already is never written again: a crash could leave half of it.
        var known = _edge.Partial().Select(p => p.Path).ToHashSet();
        var tiles = full.Select(f => (Path: f.Key, Content: f.Value)).Concat(edge.Partial()).Where(t => !known.Contains(t.Path));

        try
        {
            await _store.Write(tiles.ToDictionary(t => t.Path.ToString(), t => (ReadOnlyMemory<byte>)t.Content), cancellationToken);
            await Commit(edge, cancellationToken);
        }
        catch
        {
            // Nobody knows how far it got, and no second checkpoint of a size may be signed over another root.
            _isUncertain = true;
            throw;
        }

        foreach (var path in full.Keys) await _store.Forget(path.PartialFolder, cancellationToken);

        return first;
    }

    private async Task Commit(RightEdge edge, CancellationToken cancellationToken)
    {
        var text = new Checkpoint(_signer.Key.Name, edge.Size, await MerkleTree.Root(edge, edge.Size)).Text;
        var note = new SignedNote(text, [_signer.Sign(text, _clock.GetUtcNow())]);
        await _store.Replace(CheckpointPath, Encoding.UTF8.GetBytes(note.ToString()), cancellationToken);
        (_edge, Note) = (edge, note);
    }

    private async Task Recover(CancellationToken cancellationToken)
    {
        var (edge, note) = await Load(_store, _signer, cancellationToken);
        (_edge, Note) = (edge, note ?? throw new FormatException($"The checkpoint of '{_signer.Key.Name}' was deleted."));
        _isUncertain = false;
    }

    // A log has a checkpoint before its first tile: where there are tiles and none, it was deleted, and the next would begin another log in its place.
    private static async Task RequireNothing(ITileStore store, string origin, CancellationToken cancellationToken)
    {
        for (var width = 1; width <= TilePath.FullWidth; width++)
        {
            if (await store.Read(new TilePath(0, 0, width).ToString(), cancellationToken) is not null) throw new FormatException($"The checkpoint of '{origin}' is missing, and its entries are there. Restore it from a backup.");
        }
    }

    private static async Task<(RightEdge Edge, SignedNote? Note)> Load(ITileStore store, NoteSigner signer, CancellationToken cancellationToken)
    {
        if (await store.Read(CheckpointPath, cancellationToken) is not { } bytes) return (new(), null);

        var note = SignedNote.Parse(bytes);
        var checkpoint = Checkpoint.Parse(note.Text);
        if (checkpoint.Origin != signer.Key.Name) throw new FormatException($"The log is '{checkpoint.Origin}', and '{signer.Key.Name}' is asked for.");
        if (note.SignedBy(signer.Key).IsEmpty) throw new FormatException($"The checkpoint of '{checkpoint.Origin}' is not signed with its key.");

        var edge = await RightEdge.Load(store, checkpoint.Size, cancellationToken);
        if (await MerkleTree.Root(edge, edge.Size) != checkpoint.Root) throw new FormatException($"The log '{checkpoint.Origin}' was changed: its tiles have another root than its checkpoint.");

        return (edge, note);
    }
}
