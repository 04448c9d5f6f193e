using System.Security.Cryptography;

namespace FedGrains.Privacy.Sealing;

/// <summary>
/// Seals an update of any length into a stream as it is written, in the memory of two chunks. <see cref="Complete"/> ends it; without
/// that, what is in the stream does not open. It takes over the sealer and leaves the stream open. Not thread-safe.
/// </summary>
public sealed class SealedUpdateWriter : IDisposable
{
    private readonly UpdateSealer _sealer;
    private readonly Stream _destination;
    private readonly byte[] _plaintext, _sealed;
    private int _filled;
    private bool _begun, _complete;

    /// <summary>A writer of one update into <paramref name="destination"/>.</summary>
    public SealedUpdateWriter(UpdateSealer sealer, Stream destination)
    {
        ArgumentNullException.ThrowIfNull(sealer);
        ArgumentNullException.ThrowIfNull(destination);
        _sealer = sealer;
        _destination = destination;
        _plaintext = new byte[sealer.Format.ChunkSize];
        _sealed = new byte[sealer.Format.SealedChunkSize];
    }

    /// <summary>Takes the next bytes of the update.</summary>
    /// <exception cref="InvalidOperationException">The update is complete.</exception>
    public async ValueTask Write(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        if (_complete) throw new InvalidOperationException("The update is complete.");

        while (!bytes.IsEmpty)
        {
            // A full chunk waits for the next byte: only then is it known not to be the last.
            if (_filled == _plaintext.Length) await SealChunk(last: false, cancellationToken).ConfigureAwait(false);

            var part = bytes[..Math.Min(bytes.Length, _plaintext.Length - _filled)];
            part.CopyTo(_plaintext.AsMemory(_filled));
            _filled += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>Seals what is left as the last chunk.</summary>
    /// <exception cref="InvalidOperationException">The update is complete.</exception>
    public async ValueTask Complete(CancellationToken cancellationToken = default)
    {
        if (_complete) throw new InvalidOperationException("The update is complete.");

        _complete = true;
        await SealChunk(last: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Zeroes the keys and what was not sealed.</summary>
    public void Dispose()
    {
        _sealer.Dispose();
        CryptographicOperations.ZeroMemory(_plaintext);
    }

    private async ValueTask SealChunk(bool last, CancellationToken cancellationToken)
    {
        if (!_begun) await _destination.WriteAsync(_sealer.Header.ToArray(), cancellationToken).ConfigureAwait(false);

        _begun = true;
        var length = _filled + HpkeSender.Overhead;
        _sealer.Seal(_plaintext.AsSpan(0, _filled), last, _sealed.AsSpan(0, length));
        _filled = 0;
        await _destination.WriteAsync(_sealed.AsMemory(0, length), cancellationToken).ConfigureAwait(false);
    }
}
