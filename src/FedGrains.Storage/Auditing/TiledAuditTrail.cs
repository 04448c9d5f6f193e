using FedGrains.Transparency.Logs;
using FedGrains.Transparency.Notes;
using FedGrains.Transparency.Tiles;

namespace FedGrains.Storage.Auditing;

/// <summary>An audit trail that cannot be rewritten unseen: a Merkle tree over its entries, under signed checkpoints. An entry is durable, and in a checkpoint, when it has been appended.</summary>
public sealed class TiledAuditTrail : BatchedAuditTrail
{
    // What one checkpoint is signed over; it is held in memory meanwhile.
    private const int LargestBatch = 4 << 20;

    private readonly ITileStore _tiles;
    private readonly NoteSigner _signer;
    private readonly TimeProvider _clock;
    private TiledLog? _log;

    /// <summary>The log in <paramref name="tiles"/>, which it alone writes; its origin is the signer's name. It disposes the signer.</summary>
    public TiledAuditTrail(ITileStore tiles, NoteSigner signer, TimeProvider clock)
        : base(EntryBundle.LargestEntry, LargestBatch)
    {
        (_tiles, _signer, _clock) = (tiles, signer, clock);
        Begin();
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _signer.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task Write(IReadOnlyList<ReadOnlyMemory<byte>> entries)
    {
        _log ??= await TiledLog.Open(_tiles, _signer, _clock);
        await _log.Append(entries);
    }

    /// <inheritdoc/>
    protected override StorageException Failed(Exception e) => e as StorageException ?? new StorageException($"Nothing can be added to the audit log '{_signer.Key.Name}': {e.Message}", e);
}
