using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FedGrains.Testing;

/// <summary>A cryptographic generator that repeats itself, for tests of what must be random: AES-256 in counter mode under a key from a seed. One thread at a time.</summary>
public sealed class SeededGenerator : RandomNumberGenerator
{
    private const int Block = 16;

    private readonly Aes _aes = Aes.Create();
    private ulong _next;

    public SeededGenerator(ulong seed)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        _aes.Key = SHA256.HashData(bytes);
    }

    public override void GetBytes(byte[] data) => GetBytes(data.AsSpan());

    // Each call begins at a new block, so what a call gets depends on the calls before it and not on where it was written to.
    public override void GetBytes(Span<byte> data)
    {
        var counters = new byte[(data.Length + Block - 1) / Block * Block];

        for (var at = 0; at < counters.Length; at += Block) BinaryPrimitives.WriteUInt64LittleEndian(counters.AsSpan(at), _next++);

        _aes.EncryptEcb(counters, PaddingMode.None).AsSpan(0, data.Length).CopyTo(data);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _aes.Dispose();

        base.Dispose(disposing);
    }
}
