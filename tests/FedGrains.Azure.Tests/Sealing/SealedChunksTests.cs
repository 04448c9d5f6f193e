using System.Security.Cryptography;
using CsCheck;
using FedGrains.Azure.Sealing;
using FedGrains.Privacy.Secrets;
using FedGrains.Storage;

namespace FedGrains.Azure.Tests.Sealing;

public sealed class SealedChunksTests
{
    private const int ChunkSize = 16;

    private static readonly SecretBytes s_key = SecretBytes.CopyOf(Enumerable.Range(0, 32).Select(n => (byte)n).ToArray());

    private static SealedChunks Chunks() => new(SealedHeader.New(Guid.NewGuid(), ChunkSize), s_key);

    [Fact]
    public void Open_IsWhatWasSealed() => Gen.Byte.Array[0, 100].Sample(content =>
    {
        var chunks = Chunks();

        Assert.Equal(content, SealedBytes.Open(chunks, SealedBytes.Seal(chunks, content), "It"));
    });

    [Fact]
    public void Open_ChangedInAnyByte_IsRefused()
    {
        var chunks = Chunks();
        var bytes = SealedBytes.Seal(chunks, new byte[40]);

        for (var n = SealedHeader.Size; n < bytes.Length; n++)
        {
            bytes[n] ^= 1;
            Assert.Throws<StorageException>(() => SealedBytes.Open(chunks, bytes, "It"));
            bytes[n] ^= 1;
        }
    }

    [Fact]
    public void Open_AnyPartOfTheHeaderChanged_IsRefused()
    {
        var bytes = SealedBytes.Seal(Chunks(), new byte[40]);

        for (var n = 0; n < SealedHeader.Size; n++)
        {
            bytes[n] ^= 1;
            if (SealedHeader.Read(bytes) is { } header) Assert.ThrowsAny<StorageException>(() => SealedBytes.Open(new(header, s_key), bytes, "It"));
            bytes[n] ^= 1;
        }
    }

    // STREAM: what is cut off, moved or left out does not open.
    [Fact]
    public void Open_ChunksCutMovedOrLeftOut_IsRefused()
    {
        var chunks = Chunks();
        var bytes = SealedBytes.Seal(chunks, Enumerable.Range(0, 48).Select(n => (byte)n).ToArray());
        var (header, parts) = (bytes[..SealedHeader.Size], bytes[SealedHeader.Size..].Chunk(ChunkSize + 16).ToArray());

        Refuses(parts[0]);
        Refuses(parts[0], parts[1]);
        Refuses(parts[1], parts[0], parts[2]);
        Refuses(parts[0], parts[2]);
        Refuses(parts[0], parts[1], parts[2], parts[2]);
        Refuses();

        void Refuses(params byte[][] kept) => Assert.Throws<StorageException>(() => SealedBytes.Open(chunks, [.. header, .. kept.SelectMany(p => p)], "It"));
    }

    [Fact]
    public void Seal_Twice_IsUnderTwoKeys()
    {
        var (first, second) = (Chunks(), Chunks());

        Assert.NotEqual(SealedBytes.Seal(first, new byte[16])[SealedHeader.Size..], SealedBytes.Seal(second, new byte[16])[SealedHeader.Size..]);
    }

    // By the published constructions alone: RFC 5869 and NIST SP 800-38D.
    [Fact]
    public void Seal_IsAesGcmUnderAnHkdfKey()
    {
        var chunks = Chunks();
        var bytes = SealedBytes.Seal(chunks, "a content of 20 byte"u8);
        var key = HKDF.DeriveKey(HashAlgorithmName.SHA256, s_key.Span.ToArray(), 32, bytes[24..56], "FedGrains/sealed-chunks/v1"u8.ToArray());
        using var cipher = new AesGcm(key, 16);
        var plain = new byte[20];

        cipher.Decrypt([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], bytes.AsSpan(64, 16), bytes.AsSpan(80, 16), plain.AsSpan(0, 16), bytes.AsSpan(0, 64));
        cipher.Decrypt([0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1], bytes.AsSpan(96, 4), bytes.AsSpan(100, 16), plain.AsSpan(16), bytes.AsSpan(0, 64));

        Assert.Equal("a content of 20 byte"u8, plain);
    }

    [Fact]
    public void Header_OfSomethingElse_IsNone()
    {
        Assert.Null(SealedHeader.Read("{\"number\":7}"u8));
        Assert.Null(SealedHeader.Read(new byte[64]));
        Assert.Null(SealedHeader.Read([]));
    }
}
