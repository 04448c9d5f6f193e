using System.Buffers.Binary;
using System.Security.Cryptography;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Azure.Sealing;

/// <summary>
/// Bytes in chunks that are sealed one by one, so that a range can be read without the rest: AES-256-GCM under a key of the blob's own
/// (HKDF-SHA256 of the data key and the header's salt), the nonce being the chunk's number and whether it is the last, as in the STREAM
/// construction (Hoang, Reyhanitabar, Rogaway, Vizár, 2015): chunks can be neither moved nor left out, nor can the end be cut off.
/// </summary>
internal sealed class SealedChunks
{
    public const int TagSize = 16;

    private const int KeySize = 32;
    private const int NonceSize = 12;

    private readonly SecretBytes _key;

    public SealedChunks(SealedHeader header, SecretBytes dataKey)
    {
        Header = header;
        _key = SecretBytes.Create(KeySize, (DataKey: dataKey, header), static (key, from) =>
            HKDF.DeriveKey(HashAlgorithmName.SHA256, from.DataKey.Span, key, from.header.Salt, "FedGrains/sealed-chunks/v1"u8));
    }

    public SealedHeader Header { get; }

    /// <summary>Bytes of a whole sealed chunk.</summary>
    public int SealedSize => Header.ChunkSize + TagSize;

    /// <summary>How many chunks hold <paramref name="length"/> bytes: one at least, so that an empty content has an end too.</summary>
    public long CountFor(long length) => Math.Max(1, (length + Header.ChunkSize - 1) / Header.ChunkSize);

    /// <summary>Where a chunk begins in the blob.</summary>
    public long PositionOf(long chunk) => SealedHeader.Size + (chunk * SealedSize);

    /// <summary>Seals a chunk into <paramref name="output"/>, which has room for the tag as well.</summary>
    public void Seal(long chunk, bool last, ReadOnlySpan<byte> plaintext, Span<byte> output)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        Number(chunk, last, nonce);
        using var cipher = new AesGcm(_key.Span, TagSize);
        cipher.Encrypt(nonce, plaintext, output[..plaintext.Length], output.Slice(plaintext.Length, TagSize), Header.Bytes);
    }

    /// <summary>Opens a chunk. Throws an <see cref="AuthenticationTagMismatchException"/> when it is not the one that was sealed here.</summary>
    public void Open(long chunk, bool last, ReadOnlySpan<byte> chunkBytes, Span<byte> plaintext)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        Number(chunk, last, nonce);
        using var cipher = new AesGcm(_key.Span, TagSize);
        cipher.Decrypt(nonce, chunkBytes[..^TagSize], chunkBytes[^TagSize..], plaintext, Header.Bytes);
    }

    private static void Number(long chunk, bool last, Span<byte> nonce)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64BigEndian(nonce, chunk);
        nonce[^1] = last ? (byte)1 : (byte)0;
    }
}
