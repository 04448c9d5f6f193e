using System.Security.Cryptography;

using CsCheck;

using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Tests.Secrets;

public sealed class SeededRandomnessTests
{
    // AES-256 of the counter blocks 0 and 1 under the key 000102...1f, computed with OpenSSL.
    [Fact]
    public void GetBytes_KnownSeed_IsTheKeystream()
    {
        using var seed = SecretBytes.CopyOf(Enumerable.Range(0, 32).Select(i => (byte)i).ToArray());
        using var randomness = new SeededRandomness(seed);
        var bytes = new byte[32];
        randomness.GetBytes(bytes);

        Assert.Equal("f29000b62a499fd0a9f39a6add2e7780f05d76ae4ab99fe5a6f69b3148c2363d", Convert.ToHexStringLower(bytes));
    }

    [Fact]
    public void GetBytes_InAnyPieces_IsTheSameStream() => Gen.Select(Gen.Byte.Array[32], Gen.Int[0, 40].Array[0, 12]).Sample((seed, pieces) =>
    {
        using var secret = SecretBytes.CopyOf(seed);
        using var whole = new SeededRandomness(secret);
        using var pieced = new SeededRandomness(secret);
        var expected = new byte[pieces.Sum()];
        whole.GetBytes(expected);

        Assert.Equal(expected, pieces.SelectMany(length =>
        {
            // It writes over what is there; it does not mix with it.
            var piece = Enumerable.Repeat((byte)0xaa, length).ToArray();
            pieced.GetBytes(piece.AsSpan());
            return piece;
        }));
    });

    [Fact]
    public void Dispose_EndsIt()
    {
        using var seed = SecretBytes.CopyOf(new byte[32]);
        var randomness = new SeededRandomness(seed);
        randomness.Dispose();

        Assert.Throws<ObjectDisposedException>(() => randomness.GetBytes(new byte[1]));
        using var wrong = SecretBytes.CopyOf(new byte[31]);
        Assert.Throws<ArgumentException>(() => new SeededRandomness(wrong));
    }

    // RFC 5869's construction, written out: the pseudorandom key with an empty salt, then one block of expansion.
    [Fact]
    public void Derive_IsHkdf()
    {
        using var seed = SecretBytes.CopyOf(SHA256.HashData("seed"u8));
        var prk = HMACSHA256.HashData(new byte[32].AsSpan(), seed.Span);
        var expected = HMACSHA256.HashData(prk, (byte[])[.. "masks"u8, 1]);

        using var derived = seed.Derive("masks");

        Assert.Equal(expected, derived.Span.ToArray());
    }

    [Fact]
    public void Derive_OtherPurpose_IsAnother()
    {
        using var seed = SecretBytes.CopyOf(SHA256.HashData("seed"u8));
        using var one = seed.Derive("masks");
        using var other = seed.Derive("noise");
        using var tooShort = SecretBytes.CopyOf(new byte[31]);

        Assert.False(one.FixedTimeEquals(other));
        Assert.Throws<ArgumentException>(() => tooShort.Derive("masks"));
        Assert.Throws<ArgumentException>(() => seed.Derive(""));
    }
}
