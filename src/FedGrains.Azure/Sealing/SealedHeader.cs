using System.Buffers.Binary;
using System.Security.Cryptography;

namespace FedGrains.Azure.Sealing;

/// <summary>
/// What stands before sealed bytes, 64 bytes in the clear: which data key, the salt that makes this blob's own key of it, and how long a
/// chunk is. It is associated data of every chunk.
/// </summary>
internal sealed class SealedHeader
{
    public const int Size = 64;

    private const int MagicSize = 8;
    private const int IdEnd = MagicSize + 16;
    private const int SaltEnd = IdEnd + 32;

    // What a header may say: a reader allocates a chunk.
    private const int LargestChunk = 16 << 20;

    private readonly byte[] _bytes;

    private SealedHeader(byte[] bytes) => _bytes = bytes;

    /// <summary>The data key.</summary>
    public Guid Key => new(_bytes.AsSpan(MagicSize, 16), bigEndian: true);

    /// <summary>Bytes of plaintext in every chunk but the last.</summary>
    public int ChunkSize => BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(SaltEnd));

    public ReadOnlySpan<byte> Salt => _bytes.AsSpan(IdEnd, 32);

    public ReadOnlySpan<byte> Bytes => _bytes;

    private static ReadOnlySpan<byte> Magic => "FGSEAL1\0"u8;

    public static SealedHeader New(Guid key, int chunkSize)
    {
        var bytes = new byte[Size];
        Magic.CopyTo(bytes);
        key.TryWriteBytes(bytes.AsSpan(MagicSize), bigEndian: true, out _);
        RandomNumberGenerator.Fill(bytes.AsSpan(IdEnd, 32));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(SaltEnd), chunkSize);

        return new(bytes);
    }

    /// <summary>The header at the start of these bytes; null when there is none.</summary>
    public static SealedHeader? Read(ReadOnlySpan<byte> content) =>
        content.Length >= Size && content.StartsWith(Magic) && new SealedHeader(content[..Size].ToArray()) is { ChunkSize: > 0 and <= LargestChunk } header ? header : null;
}
