using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Masking;

/// <summary>Counter mode over the platform's AES: counter blocks through ECB, in chunks.</summary>
internal sealed class PlatformKeystream : CounterKeystream
{
    // Below 32 KiB the call into the platform shows; above 256 KiB the chunk leaves the second-level cache.
    private const int ChunkBytes = 64 * 1024;

    public PlatformKeystream(ReadOnlySpan<byte> key) : base(SecretBytes.CopyOf(key))
    {
    }

    protected override void Combine<TOperation>(ulong high, ulong low, Span<byte> blocks)
    {
        // A cipher object of its own for each call: the platform's are not promised to be safe on two threads.
        using var aes = Aes.Create();
        aes.SetKey(Secret.Span);
        var buffer = ArrayPool<byte>.Shared.Rent(Math.Min(ChunkBytes, blocks.Length));

        try
        {
            for (; !blocks.IsEmpty; low += ChunkBytes / BlockSize)
            {
                var chunk = blocks[..Math.Min(ChunkBytes, blocks.Length)];
                var keystream = buffer.AsSpan(0, chunk.Length);
                FillCounters(high, low, keystream);
                aes.EncryptEcb(keystream, keystream, PaddingMode.None);
                Combine<TOperation>(chunk, keystream);
                blocks = blocks[chunk.Length..];
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void FillCounters(ulong high, ulong low, Span<byte> blocks)
    {
        for (var i = 0; i < blocks.Length; i += BlockSize)
        {
            BinaryPrimitives.WriteUInt64BigEndian(blocks[i..], high);
            BinaryPrimitives.WriteUInt64BigEndian(blocks[(i + sizeof(ulong))..], low++);
        }
    }

    // Vectors are at most 64 bytes and at least a block, so what is left over is blocks.
    private static void Combine<TOperation>(Span<byte> values, ReadOnlySpan<byte> keystream) where TOperation : struct, ILaneOperation
    {
        var i = 0;

        for (; i <= values.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            TOperation.Combine(new Vector<byte>(values[i..]), new(keystream[i..])).CopyTo(values[i..]);

        for (; i < values.Length; i += BlockSize)
            CombineBlock<TOperation>(values[i..], keystream[i..]);
    }

    private static void CombineBlock<TOperation>(Span<byte> values, ReadOnlySpan<byte> keystream) where TOperation : struct, ILaneOperation =>
        Vector128.CopyTo(
            TOperation.Combine(Vector128.Create<byte>(values[..BlockSize]), Vector128.Create(keystream[..BlockSize])), values);
}
