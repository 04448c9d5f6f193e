using System.Buffers;
using System.Diagnostics;
using System.Security.Cryptography;

namespace FedGrains.Privacy.Secrets;

/// <summary>
/// Bytes that nobody else may read: a key, a seed, a share. They are pinned, so that the garbage collector leaves no copies behind,
/// zeroed on <see cref="Dispose"/>, and shown by nothing: not by <see cref="ToString"/>, not by a debugger.
/// </summary>
[DebuggerDisplay("{Length} secret bytes")]
public sealed class SecretBytes : IDisposable
{
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    private readonly byte[] _bytes;

    private bool _disposed;

    private SecretBytes(int length) => _bytes = GC.AllocateArray<byte>(length, pinned: true);

    /// <summary>How many bytes there are.</summary>
    public int Length => _bytes.Length;

    /// <summary>The bytes. Throws an <see cref="ObjectDisposedException"/> once they are zeroed.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>The bytes, for the code that makes the secret.</summary>
    internal Span<byte> Writable => _bytes;

    /// <summary>A secret that <paramref name="fill"/> writes. It is handed zeroes; what it leaves after an exception is zeroed again.</summary>
    /// <param name="length">Bytes, 0 or more.</param>
    /// <param name="state">What <paramref name="fill"/> works from.</param>
    /// <param name="fill">Writes the secret in place.</param>
    public static SecretBytes Create<TState>(int length, TState state, SpanAction<byte, TState> fill)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(fill);
        var secret = Zeroed(length);

        try
        {
            fill(secret._bytes, state);
            return secret;
        }
        catch
        {
            secret.Dispose();
            throw;
        }
    }

    /// <summary>A secret to be written, all zeroes.</summary>
    internal static SecretBytes Zeroed(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new(length);
    }

    /// <summary>A secret of its own with the same bytes. The caller zeroes <paramref name="bytes"/>.</summary>
    public static SecretBytes CopyOf(ReadOnlySpan<byte> bytes) => Create(bytes.Length, bytes, (secret, source) => source.CopyTo(secret));

    /// <summary><paramref name="length"/> bytes from <paramref name="randomness"/>.</summary>
    public static SecretBytes Random(int length, RandomNumberGenerator randomness) => Create(length, randomness, (secret, source) => source.GetBytes(secret));

    /// <summary>Whether both hold the same bytes, in a time that depends on the lengths alone.</summary>
    public bool FixedTimeEquals(SecretBytes other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return CryptographicOperations.FixedTimeEquals(Span, other.Span);
    }

    /// <summary>Zeroes the bytes.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>The name of the type; never the bytes.</summary>
    public override string ToString() => nameof(SecretBytes);
}
