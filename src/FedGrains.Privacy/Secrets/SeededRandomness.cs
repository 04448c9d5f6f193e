using System.Security.Cryptography;

using FedGrains.Privacy.Masking;

namespace FedGrains.Privacy.Secrets;

/// <summary>
/// Randomness that a secret seed determines: the keystream of AES-256-CTR from counter 0, read front to back. For what a site that
/// crashed must make again, byte for byte. As unpredictable as its seed is secret; a seed is used for one purpose. Not thread-safe.
/// </summary>
public sealed class SeededRandomness : RandomNumberGenerator
{
    private readonly CounterKeystream _keystream;
    private long _position;

    /// <summary>The randomness of a seed of 32 bytes, which stays the caller's. Another length throws an <see cref="ArgumentException"/>.</summary>
    public SeededRandomness(SecretBytes seed)
    {
        ArgumentNullException.ThrowIfNull(seed);
        if (seed.Length != CounterKeystream.KeySize) throw new ArgumentException($"A seed has {CounterKeystream.KeySize} bytes, and this has {seed.Length}.", nameof(seed));

        _keystream = CounterKeystream.Create(seed.Span);
    }

    /// <inheritdoc/>
    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    /// <inheritdoc/>
    public override void GetBytes(Span<byte> data)
    {
        data.Clear();
        _keystream.ApplyFrom<ExclusiveOr>((ulong)(_position / CounterKeystream.BlockSize), (int)(_position % CounterKeystream.BlockSize), data);
        _position += data.Length;
    }

    /// <summary>Zeroes the key.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _keystream.Dispose();
        base.Dispose(disposing);
    }
}
