using CsCheck;

using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Tests.Noise;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.SecureAggregation.Rounds;

public sealed class InputTagTests
{
    // NIST SP 800-38D's GMAC is AES-GCM without plaintext: test case 13 of McGrew and Viega (AES-256, no data) has this tag.
    [Fact]
    public void Of_NothingUnderTheZeroKey_IsThePublishedTag()
    {
        using var key = SecretBytes.CopyOf(new byte[32]);

        Assert.Equal(Sha256Digest.Of(Convert.FromHexString("530f8afbc74536b9a963b4f1c4cb738b")), InputTag.Of([], key, pieceWords: 4));
    }

    [Fact]
    public void Of_AnyChange_IsAnotherTag() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 9], Gen.Int[0, 1000]).Sample((length, piece, at) =>
    {
        var words = TestFederation.Vector(length, "input");
        using var key = Seeded.Seed("key");
        using var other = Seeded.Seed("other");
        var tag = InputTag.Of(words, key, piece);

        Assert.Equal(tag, InputTag.Of(words, key, piece));
        Assert.NotEqual(tag, InputTag.Of(words, other, piece));
        Assert.NotEqual(tag, InputTag.Of([.. words, 0], key, piece));
        words[at % length] ^= 1U << (at % 32);
        Assert.NotEqual(tag, InputTag.Of(words, key, piece));
    }, iter: 500);

    // Pieces under one nonce could change places.
    [Fact]
    public void Of_PiecesThatChangePlaces_IsAnotherTag()
    {
        using var key = Seeded.Seed("key");

        Assert.NotEqual(InputTag.Of([1, 2, 3, 4], key, 2), InputTag.Of([3, 4, 1, 2], key, 2));
    }

    [Fact]
    public void Of_AnUpdate_IsThatOfItsWords()
    {
        using var key = Seeded.Seed("key");
        using var seed = Seeded.Seed("rounding");
        Assert.Null(new RawUpdate(new float[] { 1, 2, 3 }, new float[3]).Clip(new(8), out var clipped));
        using var update = clipped!.WithoutNoise(new(new(8), 3, 1, UpdateRing.Bits32), 1, seed);

        Assert.Equal(InputTag.Of(update.Words, key, 1 << 24), InputTag.Of(update, key));
        using var small = SecretBytes.CopyOf(new byte[16]);
        Assert.Throws<ArgumentException>(() => InputTag.Of(update, small));
    }
}
