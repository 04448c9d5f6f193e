using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace FedGrains.Privacy.Masking;

/// <summary>
/// AES-256 in counter mode (FIPS 197; NIST SP 800-38A, 6.5) with a 128-bit big-endian counter, addressed by block. Threads may share
/// one, on spans of their own. The counter must not run past 2^64 - 1 in its lower half within one call.
/// </summary>
internal abstract class CounterKeystream : IDisposable
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockSize = 16;

    /// <summary>Bytes of a key.</summary>
    public const int KeySize = 32;

    protected CounterKeystream(SecretBytes secret) => Secret = secret;

    public bool IsDisposed { get; private set; }

    /// <summary>The key, or the round keys that were expanded from it.</summary>
    internal SecretBytes Secret { get; }

    /// <summary>The fastest keystream that this machine has; all make the same bytes.</summary>
    public static CounterKeystream Create(ReadOnlySpan<byte> key) => X86Aes.IsSupported ? new IntrinsicKeystream(key) : new PlatformKeystream(key);

    /// <summary>Combines <paramref name="blocks"/>, whole blocks, with the keystream from counter (<paramref name="high"/>, <paramref name="low"/>) on.</summary>
    public void Apply<TOperation>(ulong high, ulong low, Span<byte> blocks) where TOperation : struct, ILaneOperation
    {
        ObjectDisposedException.ThrowIf(IsDisposed, this);

        if (!blocks.IsEmpty) Combine<TOperation>(high, low, blocks);
    }

    /// <summary>The same for bytes that begin <paramref name="skip"/> bytes into block <paramref name="low"/> and end anywhere.</summary>
    public void ApplyFrom<TOperation>(ulong low, int skip, Span<byte> bytes) where TOperation : struct, ILaneOperation
    {
        if (skip > 0 && !bytes.IsEmpty)
        {
            var head = bytes[..Math.Min(BlockSize - skip, bytes.Length)];
            ApplyPart<TOperation>(low++, skip, head);
            bytes = bytes[head.Length..];
        }

        var whole = bytes.Length & -BlockSize;
        Apply<TOperation>(0, low, bytes[..whole]);

        if (whole < bytes.Length) ApplyPart<TOperation>(low + ((ulong)whole / BlockSize), 0, bytes[whole..]);
    }

    public void Dispose()
    {
        IsDisposed = true;
        Secret.Dispose();
    }

    protected abstract void Combine<TOperation>(ulong high, ulong low, Span<byte> blocks) where TOperation : struct, ILaneOperation;

    private void ApplyPart<TOperation>(ulong low, int skip, Span<byte> part) where TOperation : struct, ILaneOperation
    {
        Span<byte> block = stackalloc byte[BlockSize];
        block.Clear();
        part.CopyTo(block[skip..]);
        Apply<TOperation>(0, low, block);
        block.Slice(skip, part.Length).CopyTo(part);
        CryptographicOperations.ZeroMemory(block);
    }
}
