using System.Security.Cryptography;

using CsCheck;

using FedGrains.Privacy.Sealing;

namespace FedGrains.Privacy.Tests.Sealing;

/// <summary>HPKE against the vectors published with RFC 9180.</summary>
public sealed class HpkeTests
{
    private static readonly byte[] s_info = HpkeVectors.Base.Hex("info");

    [Fact]
    public void Derive_IsTheVectorsKeyPair()
    {
        foreach (var vector in HpkeVectors.Kem)
        {
            foreach (var (ikm, secret, point) in new[] { ("ikmE", "skEm", "pkEm"), ("ikmR", "skRm", "pkRm") })
            {
                using var pair = HpkeKeyPair.Derive(vector.Hex(ikm));

                Assert.Equal(vector.Hex(secret), pair.PrivateKey.Span.ToArray());
                Assert.Equal(vector.Hex(point), pair.PublicKey.Bytes.ToArray());
            }
        }
    }

    [Fact]
    public void Kem_IsTheVectorsSharedSecret()
    {
        foreach (var vector in HpkeVectors.Kem)
        {
            using var ephemeral = HpkeKeyPair.Derive(vector.Hex("ikmE"));
            using var recipient = HpkeKeyPair.Import(vector.Hex("skRm"));
            using var encapsulated = DiffieHellmanKem.Encapsulate(ephemeral, recipient.PublicKey);
            using var decapsulated = DiffieHellmanKem.Decapsulate(vector.Hex("enc"), recipient);

            Assert.Equal(vector.Hex("shared_secret"), encapsulated.Span.ToArray());
            Assert.Equal(vector.Hex("shared_secret"), decapsulated.Span.ToArray());
        }
    }

    [Fact]
    public void KeySchedule_IsTheVectors()
    {
        using var sender = Sender();
        using var recipient = Recipient();

        Assert.Equal(HpkeVectors.Base.Hex("key_schedule_context"), HpkeContext.ScheduleContext(s_info));

        foreach (var context in new[] { sender.Context, recipient.Context })
        {
            Assert.Equal(HpkeVectors.Base.Hex("secret"), context.Secret.Span.ToArray());
            Assert.Equal(HpkeVectors.Base.Hex("key"), context.Key.Span.ToArray());
            Assert.Equal(HpkeVectors.Base.Hex("base_nonce"), context.BaseNonce.Span.ToArray());
            Assert.Equal(HpkeVectors.Base.Hex("exporter_secret"), context.ExporterSecret.Span.ToArray());
        }
    }

    [Fact]
    public void Seal_AndOpen_AreTheVectors()
    {
        using var sender = Sender();
        using var recipient = Recipient();
        var next = 0UL;

        foreach (var vector in HpkeVectors.Base.GetProperty("encryptions").EnumerateArray())
        {
            var sequence = vector.GetProperty("sequence").GetUInt64();
            for (; next < sequence; next++) recipient.Open([], Seal(sender, [], []), []);
            var nonce = new byte[12];
            sender.Context.ComputeNonce(sequence, nonce);
            Assert.Equal(vector.Hex("nonce"), nonce);

            Assert.Equal(vector.Hex("ct"), Seal(sender, vector.Hex("aad"), vector.Hex("pt")));
            Assert.Equal(vector.Hex("pt"), Open(recipient, vector.Hex("aad"), vector.Hex("ct")));
            next++;
        }

        Assert.Equal(257UL, next);
    }

    [Fact]
    public void Export_IsTheVectors()
    {
        using var sender = Sender();
        using var recipient = Recipient();

        foreach (var vector in HpkeVectors.Base.GetProperty("exports").EnumerateArray())
        {
            using var sent = sender.Export(vector.Hex("exporter_context"), vector.GetProperty("L").GetInt32());
            using var received = recipient.Export(vector.Hex("exporter_context"), vector.GetProperty("L").GetInt32());

            Assert.Equal(vector.Hex("exported_value"), sent.Span.ToArray());
            Assert.Equal(vector.Hex("exported_value"), received.Span.ToArray());
        }
    }

    [Fact]
    public void Open_AnyBitFlipped_DoesNotOpen()
    {
        var vector = HpkeVectors.Base.GetProperty("encryptions")[0];
        var ciphertext = vector.Hex("ct");

        for (var bit = 0; bit < 8 * ciphertext.Length; bit++)
        {
            using var recipient = Recipient();
            var flipped = Flip(ciphertext, bit);
            var plaintext = new byte[ciphertext.Length - HpkeSender.Overhead];

            Assert.Throws<SealException>(() => recipient.Open(vector.Hex("aad"), flipped, plaintext));
            Assert.Equal(-1, plaintext.AsSpan().IndexOfAnyExcept((byte)0));
            recipient.Open(vector.Hex("aad"), ciphertext, plaintext);
            Assert.Equal(vector.Hex("pt"), plaintext);
        }
    }

    [Fact]
    public void Open_CutAnywhere_DoesNotOpen()
    {
        var vector = HpkeVectors.Base.GetProperty("encryptions")[0];
        using var recipient = Recipient();

        for (var length = 0; length < vector.Hex("ct").Length; length++)
            Assert.Throws<SealException>(() => Open(recipient, vector.Hex("aad"), vector.Hex("ct")[..length]));
    }

    [Fact]
    public void Open_OtherAssociatedData_DoesNotOpen() => Refuses((vector, recipient) => Open(recipient, [.. vector.Hex("aad"), 0], vector.Hex("ct")));

    [Fact]
    public void Open_OutOfOrder_DoesNotOpen() => Refuses((vector, recipient) =>
    {
        var second = HpkeVectors.Base.GetProperty("encryptions")[1];
        Open(recipient, second.Hex("aad"), second.Hex("ct"));
    });

    [Fact]
    public void Open_Twice_DoesNotOpen() => Refuses((vector, recipient) =>
    {
        Open(recipient, vector.Hex("aad"), vector.Hex("ct"));
        Open(recipient, vector.Hex("aad"), vector.Hex("ct"));
    });

    [Fact]
    public void Open_OtherInfo_DoesNotOpen()
    {
        using var keys = HpkeKeyPair.Derive(HpkeVectors.Base.Hex("ikmR"));
        using var recipient = new HpkeRecipient(HpkeVectors.Base.Hex("enc"), keys, [.. s_info, 0]);
        var vector = HpkeVectors.Base.GetProperty("encryptions")[0];

        Assert.Throws<SealException>(() => Open(recipient, vector.Hex("aad"), vector.Hex("ct")));
    }

    [Fact]
    public void Open_OtherKey_DoesNotOpen()
    {
        using var keys = HpkeKeyPair.Derive(HpkeVectors.Base.Hex("ikmE"));
        using var recipient = new HpkeRecipient(HpkeVectors.Base.Hex("enc"), keys, s_info);
        var vector = HpkeVectors.Base.GetProperty("encryptions")[0];

        Assert.Throws<SealException>(() => Open(recipient, vector.Hex("aad"), vector.Hex("ct")));
    }

    [Fact]
    public void PublicKey_InvalidPoint_IsRefused()
    {
        using var keys = HpkeKeyPair.Derive(HpkeVectors.Base.Hex("ikmR"));

        foreach (var vector in HpkeVectors.InvalidPoints)
        {
            var point = vector.Hex("point");

            Assert.Null(HpkePublicKey.TryRead(point));
            Assert.Contains("65 bytes", Assert.Throws<FormatException>(() => HpkePublicKey.Read(point)).Message, StringComparison.Ordinal);
            Assert.Throws<SealException>(() => new HpkeRecipient(point, keys, s_info));
        }
    }

    [Fact]
    public void Recipient_ZeroAgreement_IsRefused()
    {
        var one = new byte[32];
        one[31] = 1;
        using var keys = HpkeKeyPair.Import(one);

        Assert.NotNull(HpkePublicKey.TryRead(HpkeVectors.ZeroCoordinate));
        Assert.Throws<SealException>(() => new HpkeRecipient(HpkeVectors.ZeroCoordinate, keys, s_info));
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", false)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000001", true)]
    [InlineData("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550", true)]
    [InlineData("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", false)]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", false)]
    [InlineData("00", false)]
    [InlineData("", false)]
    public void Import_OnlyScalarsOfTheCurve(string scalar, bool valid)
    {
        if (valid)
        {
            using var keys = HpkeKeyPair.Import(Convert.FromHexString(scalar));
            Assert.Equal(scalar, Convert.ToHexStringLower(keys.PrivateKey.Span));
        }
        else
        {
            Assert.Throws<FormatException>(() => HpkeKeyPair.Import(Convert.FromHexString(scalar)));
        }
    }

    [Fact]
    public void Derive_TooLittle_Throws() => Assert.Throws<ArgumentException>(() => HpkeKeyPair.Derive(new byte[31]));

    [Fact]
    public void Recipient_AnyEncapsulatedKey_OpensOrSaysItDoesNot()
    {
        using var keys = HpkeKeyPair.Derive(HpkeVectors.Base.Hex("ikmR"));
        var real = HpkeVectors.Base.Hex("enc");
        var mutated = Gen.Int[0, (8 * real.Length) - 1].Select(bit => Flip(real, bit));

        Gen.Frequency((1, Gen.Byte.Array[0, 140]), (2, mutated)).Sample(encapsulated =>
        {
            Assert.Throws<SealException>(() =>
            {
                using var recipient = new HpkeRecipient(encapsulated, keys, s_info);
                Open(recipient, [], new byte[40]);
            });
        }, iter: 300);
    }

    [Fact]
    public void Sender_TakesAFreshKeyEachTime()
    {
        using var keys = HpkeKeyPair.Derive(HpkeVectors.Base.Hex("ikmR"));
        using var randomness = RandomNumberGenerator.Create();
        using var one = new HpkeSender(keys.PublicKey, s_info, randomness);
        using var other = new HpkeSender(keys.PublicKey, s_info, randomness);

        Assert.NotEqual(one.EncapsulatedKey, other.EncapsulatedKey);
    }

    [Fact]
    public void Dispose_ZeroesEverySecret()
    {
        var sender = Sender();
        var context = sender.Context;
        sender.Dispose();

        foreach (var secret in new[] { context.Secret, context.Key, context.BaseNonce, context.ExporterSecret })
            Assert.Equal(-1, secret.Writable.IndexOfAnyExcept((byte)0));

        Assert.Throws<ObjectDisposedException>(() => Seal(sender, [], []));
    }

    private static void Refuses(Action<System.Text.Json.JsonElement, HpkeRecipient> open)
    {
        using var recipient = Recipient();
        Assert.Throws<SealException>(() => open(HpkeVectors.Base.GetProperty("encryptions")[0], recipient));
    }

    private static HpkeSender Sender() => new(HpkePublicKey.Read(HpkeVectors.Base.Hex("pkRm")), s_info, HpkeKeyPair.Derive(HpkeVectors.Base.Hex("ikmE")));

    private static HpkeRecipient Recipient()
    {
        using var keys = HpkeKeyPair.Derive(HpkeVectors.Base.Hex("ikmR"));
        return new(HpkeVectors.Base.Hex("enc"), keys, s_info);
    }

    private static byte[] Seal(HpkeSender sender, byte[] associated, byte[] plaintext)
    {
        var ciphertext = new byte[plaintext.Length + HpkeSender.Overhead];
        sender.Seal(associated, plaintext, ciphertext);
        return ciphertext;
    }

    private static byte[] Open(HpkeRecipient recipient, byte[] associated, byte[] ciphertext)
    {
        var plaintext = new byte[Math.Max(0, ciphertext.Length - HpkeSender.Overhead)];
        recipient.Open(associated, ciphertext, plaintext);
        return plaintext;
    }

    private static byte[] Flip(byte[] bytes, int bit)
    {
        var flipped = (byte[])bytes.Clone();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }
}
