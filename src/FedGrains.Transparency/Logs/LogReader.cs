using FedGrains.Transparency.Notes;
using FedGrains.Transparency.Tiles;
using FedGrains.Transparency.Trees;

namespace FedGrains.Transparency.Logs;

/// <summary>A log that somebody else writes, with the keys that it is believed by.</summary>
/// <param name="store">Where it is.</param>
/// <param name="key">The log's key.</param>
public sealed class LogReader(ITileStore store, NoteKey key)
{
    /// <summary>The checkpoint, once its signature is verified.</summary>
    /// <exception cref="FormatException">There is none, or it is not the log's.</exception>
    public async Task<(SignedNote Note, Checkpoint Checkpoint)> Checkpoint(CancellationToken cancellationToken = default) =>
        Verified(SignedNote.Parse(await store.Read(TiledLog.CheckpointPath, cancellationToken) ?? throw new FormatException($"There is no '{TiledLog.CheckpointPath}': this is not a log, or it was deleted.")));

    /// <summary>Verifies that a note is a checkpoint of this log.</summary>
    public (SignedNote Note, Checkpoint Checkpoint) Verified(SignedNote note)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (note.SignedBy(key).IsEmpty) throw new FormatException($"The checkpoint is not signed with the key {key}.");

        return (note, Notes.Checkpoint.Parse(note.Text));
    }

    /// <summary>The proof that an entry is in the log, as C2SP tlog-proof has it.</summary>
    public async Task<LogProof> Prove(long index, CancellationToken cancellationToken = default)
    {
        var (note, checkpoint) = await Checkpoint(cancellationToken);
        if (index < 0 || index >= checkpoint.Size) throw new FormatException($"The log has no entry {index}: it has {checkpoint.Size:N0}, counted from 0.");

        return new(index, await MerkleTree.Inclusion(new TileHashes(store, checkpoint.Size), index, checkpoint.Size), note);
    }

    /// <summary>Reads the whole log and verifies all of it: that every entry has its hash, that the tiles belong together and have the checkpoint's root, and that it goes on from each of the earlier checkpoints.</summary>
    /// <param name="earlier">Checkpoints that were kept elsewhere, such as a witness's.</param>
    /// <param name="entry">Gets each entry, with its index, as it is read. What it got counts once this returns.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="FormatException">It was changed, cut short, or forked; the sentence says where.</exception>
    public async Task<Checkpoint> Verify(IEnumerable<SignedNote> earlier, Action<long, ReadOnlyMemory<byte>>? entry = null, CancellationToken cancellationToken = default)
    {
        var (_, checkpoint) = await Checkpoint(cancellationToken);
        var roots = earlier.Select(note => Verified(note).Checkpoint).ToLookup(c => c.Size);
        if (roots.FirstOrDefault(r => r.Key > checkpoint.Size) is { } longer) throw new FormatException($"The log was cut short: it has {checkpoint.Size:N0} entries, and once had {longer.Key:N0}.");

        var pass = new VerifyingPass(store, checkpoint, roots, entry);
        await pass.Run(cancellationToken);

        return checkpoint;
    }
}
