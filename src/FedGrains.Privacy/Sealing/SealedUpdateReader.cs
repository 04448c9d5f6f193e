using System.Security.Cryptography;

namespace FedGrains.Privacy.Sealing;

/// <summary>
/// Opens a sealed update from a stream, front to back, in the memory of two chunks. What it has given out is part of the update only
/// once <see cref="Read"/> has returned 0: a stream that was cut short throws at its end. It leaves the stream open. Not thread-safe.
/// </summary>
public sealed class SealedUpdateReader : IDisposable
{
    private readonly UpdateOpener _opener;
    private readonly Stream _source;
    private readonly byte[] _sealed, _plaintext;
    private int _ahead, _from, _until;
    private long _chunks;
    private bool _complete, _broken;

    private SealedUpdateReader(UpdateOpener opener, Stream source)
    {
        _opener = opener;
        _source = source;
        // One byte more than a chunk: whether it is there tells whether the chunk is the last.
        _sealed = new byte[opener.Format.SealedChunkSize + 1];
        _plaintext = GC.AllocateUninitializedArray<byte>(opener.Format.ChunkSize);
    }

    /// <summary>Reads the header. A <see cref="SealException"/> when it is not one, or was sealed to another key.</summary>
    /// <param name="source">The sealed update, from its beginning to its end.</param>
    /// <param name="keys">The round's key pair; it is not needed after this call.</param>
    /// <param name="context">Where the update must belong.</param>
    /// <param name="cancellationToken">Ends the wait for the stream.</param>
    public static async ValueTask<SealedUpdateReader> Open(Stream source, HpkeKeyPair keys, SealContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        var header = new byte[SealedUpdateFormat.HeaderSize];
        var length = await source.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);

        return new(new(header.AsSpan(0, length), keys, context), source);
    }

    /// <summary>Gives out the next bytes of the update; 0 exactly when it is complete. A <see cref="SealException"/> when the rest does not open, and from then on.</summary>
    public async ValueTask<int> Read(Memory<byte> destination, CancellationToken cancellationToken = default)
    {
        if (destination.IsEmpty) throw new ArgumentException("There must be room for a byte.", nameof(destination));
        if (_from == _until && !_complete) await OpenChunk(cancellationToken).ConfigureAwait(false);

        var count = Math.Min(destination.Length, _until - _from);
        _plaintext.AsMemory(_from, count).CopyTo(destination);
        _from += count;

        return count;
    }

    /// <summary>Zeroes the keys and what was opened.</summary>
    public void Dispose()
    {
        _opener.Dispose();
        CryptographicOperations.ZeroMemory(_plaintext);
    }

    private async ValueTask OpenChunk(CancellationToken cancellationToken)
    {
        // After a failure it is unknown where in the stream this stands, and going on could skip what did not open.
        if (_broken) throw new SealException();

        _broken = true;
        _ahead += await _source.ReadAtLeastAsync(_sealed.AsMemory(_ahead), _sealed.Length - _ahead, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        OpenChunk(last: _ahead < _sealed.Length);
        _broken = false;
    }

    private void OpenChunk(bool last)
    {
        var length = last ? _ahead : _sealed.Length - 1;
        var room = Math.Max(0, length - HpkeSender.Overhead);
        _opener.Open(_chunks++, last, _sealed.AsSpan(0, length), _plaintext.AsSpan(0, room));
        (_from, _until, _complete) = (0, room, last);
        _ahead -= length;
        if (!last) _sealed[0] = _sealed[length];
    }
}
