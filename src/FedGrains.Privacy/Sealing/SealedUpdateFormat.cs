using System.Buffers.Binary;

namespace FedGrains.Privacy.Sealing;

/// <summary>
/// How a sealed update is laid out: "FGSEAL1", a zero byte, the chunk size as a 32-bit big-endian number, the encapsulated key of 65
/// bytes; then the chunks, each sealed by itself and 16 bytes longer than its plaintext. All are full but the last, which may be
/// shorter, and is empty only when the update is. So chunk i is found without reading those before it.
/// </summary>
public sealed record SealedUpdateFormat
{
    /// <summary>Bytes in front of the first chunk.</summary>
    public const int HeaderSize = MagicSize + sizeof(int) + HpkeSuite.PublicKeySize;

    /// <summary>Plaintext bytes of a chunk where nothing else is chosen, 1 MiB.</summary>
    public const int DefaultChunkSize = 1 << 20;

    /// <summary>The fewest plaintext bytes that a full chunk may have, 1 KiB.</summary>
    public const int MinimumChunkSize = 1 << 10;

    /// <summary>The most, 16 MiB: what a reader of foreign bytes allocates at most.</summary>
    public const int MaximumChunkSize = 1 << 24;

    private const int MagicSize = 8;

    /// <summary>A format with chunks of <paramref name="chunkSize"/> plaintext bytes, 1 KiB to 16 MiB, else an <see cref="ArgumentOutOfRangeException"/>.</summary>
    public SealedUpdateFormat(int chunkSize)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkSize, MinimumChunkSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chunkSize, MaximumChunkSize);
        ChunkSize = chunkSize;
    }

    /// <summary>Chunks of 1 MiB.</summary>
    public static SealedUpdateFormat Default { get; } = new(DefaultChunkSize);

    /// <summary>Plaintext bytes of a full chunk.</summary>
    public int ChunkSize { get; }

    /// <summary>Bytes of a full chunk as it is sealed.</summary>
    public int SealedChunkSize => ChunkSize + HpkeSuite.TagSize;

    private static ReadOnlySpan<byte> Magic => "FGSEAL1\0"u8;

    /// <summary>How many chunks an update of <paramref name="plaintextLength"/> bytes has, at least 1.</summary>
    public long ChunkCount(long plaintextLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(plaintextLength);
        return Math.Max(1, (plaintextLength / ChunkSize) + (plaintextLength % ChunkSize > 0 ? 1 : 0));
    }

    /// <summary>How many bytes an update of <paramref name="plaintextLength"/> bytes has once sealed.</summary>
    public long SealedLength(long plaintextLength) => checked(HeaderSize + plaintextLength + (ChunkCount(plaintextLength) * HpkeSuite.TagSize));

    /// <summary>How many bytes a sealed update of <paramref name="sealedLength"/> bytes has once opened; a <see cref="SealException"/> when no update has that length sealed.</summary>
    public long PlaintextLength(long sealedLength)
    {
        if (sealedLength < HeaderSize) throw new SealException();

        var (full, rest) = Math.DivRem(sealedLength - HeaderSize, SealedChunkSize);
        var last = rest == 0 && full > 0 ? ChunkSize : rest - HpkeSuite.TagSize;
        var before = rest == 0 && full > 0 ? full - 1 : full;

        return IsChunk((int)last, before, last: true) ? (before * ChunkSize) + last : throw new SealException();
    }

    /// <summary>Where chunk <paramref name="index"/> begins in the sealed update.</summary>
    public long ChunkOffset(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return checked(HeaderSize + (index * SealedChunkSize));
    }

    /// <summary>Reads a header that came from outside: the format, and the encapsulated key, which is checked later. A <see cref="SealException"/> when it is not one.</summary>
    public static SealedUpdateFormat ReadHeader(ReadOnlySpan<byte> header, out ReadOnlySpan<byte> encapsulatedKey)
    {
        if (header.Length != HeaderSize || !header.StartsWith(Magic)) throw new SealException();

        var chunkSize = BinaryPrimitives.ReadInt32BigEndian(header[MagicSize..]);
        if (chunkSize is < MinimumChunkSize or > MaximumChunkSize) throw new SealException();

        encapsulatedKey = header[^HpkeSuite.PublicKeySize..];
        return new(chunkSize);
    }

    /// <summary>Whether chunk <paramref name="index"/> may have <paramref name="length"/> plaintext bytes.</summary>
    internal bool IsChunk(int length, long index, bool last) => last
        ? length <= ChunkSize && length >= (index == 0 ? 0 : 1)
        : length == ChunkSize;

    internal byte[] WriteHeader(HpkePublicKey encapsulatedKey)
    {
        var header = new byte[HeaderSize];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(MagicSize), ChunkSize);
        encapsulatedKey.Bytes.CopyTo(header.AsSpan(MagicSize + sizeof(int)));

        return header;
    }
}
