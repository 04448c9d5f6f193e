using System.Security.Cryptography;
using System.Text;

using CsCheck;

using FedGrains.Privacy.Masking;

using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace FedGrains.Privacy.Tests.Masking;

public sealed class CounterKeystreamTests
{
    public static TheoryData<string> Implementations => X86Aes.IsSupported ? [nameof(PlatformKeystream), nameof(IntrinsicKeystream)] : [nameof(PlatformKeystream)];

    // NIST SP 800-38A, F.5.5: CTR-AES256.Encrypt.
    [Theory, MemberData(nameof(Implementations))]
    public void Apply_NistVector_Encrypts(string implementation)
    {
        var blocks = Convert.FromHexString(
            "6bc1bee22e409f96e93d7e117393172a" + "ae2d8a571e03ac9c9eb76fac45af8e51" + "30c81c46a35ce411e5fbc1191a0a52ef" + "f69f2445df4f9b17ad2b417be66c3710");
        using var keystream = Create(implementation, Convert.FromHexString("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4"));

        keystream.Apply<ExclusiveOr>(0xf0f1f2f3f4f5f6f7, 0xf8f9fafbfcfdfeff, blocks);

        Assert.Equal(
            "601ec313775789a5b7a7f504bbf3d228" + "f443e3ca4d62b59aca84e990cacaf5c5" + "2b0930daa23de94ce87017ba2d84988d" + "dfc9c58db67aada613c2dd08457941a6",
            Convert.ToHexStringLower(blocks));
    }

    [Fact]
    public void Apply_EveryImplementation_SameBytes() =>
        Gen.Select(Gen.Byte.Array[32], Gen.ULong[0, 1UL << 62], Gen.Int[0, 70]).Sample((key, counter, blocks) =>
        {
            var expected = Reference(key, counter, blocks);

            foreach (var implementation in Implementations)
            {
                using var keystream = Create(implementation.Data, key);
                var actual = new byte[expected.Length];
                keystream.Apply<ExclusiveOr>(0, counter, actual);

                Assert.Equal(expected, actual);
            }
        });

    // Longer than the platform's chunk, and not a multiple of eight blocks.
    [Theory, MemberData(nameof(Implementations))]
    public void Apply_LongerThanAChunk_IsTheReference(string implementation)
    {
        var key = SHA256.HashData("long"u8);
        using var keystream = Create(implementation, key);
        var actual = new byte[300_016];

        keystream.Apply<ExclusiveOr>(0, 5, actual);

        Assert.True(actual.AsSpan().SequenceEqual(Reference(key, 5, actual.Length / 16)));
    }

    [Theory, MemberData(nameof(Implementations))]
    public void ApplyFrom_AnyByte_IsTheStreamFromThere(string implementation)
    {
        var key = SHA256.HashData("any byte"u8);
        using var keystream = Create(implementation, key);
        var stream = Reference(key, 3, 12);

        for (var skip = 0; skip < 16; skip++)
        {
            for (var length = 0; length < stream.Length - 16; length++)
            {
                var bytes = new byte[length];
                keystream.ApplyFrom<ExclusiveOr>(3, skip, bytes);
                Assert.True(stream.AsSpan(skip, length).SequenceEqual(bytes), $"{length} bytes from {skip} differ.");
            }
        }
    }

    [Theory, MemberData(nameof(Implementations))]
    public void Dispose_ZeroesTheKey(string implementation)
    {
        var keystream = Create(implementation, Encoding.ASCII.GetBytes("a key of thirty-two bytes, ascii"));
        Assert.NotEqual(-1, keystream.Secret.Writable.IndexOfAnyExcept((byte)0));

        keystream.Dispose();

        Assert.Equal(-1, keystream.Secret.Writable.IndexOfAnyExcept((byte)0));
        Assert.Throws<ObjectDisposedException>(() => keystream.Apply<ExclusiveOr>(0, 0, new byte[16]));
    }

    private static CounterKeystream Create(string implementation, byte[] key) =>
        implementation == nameof(IntrinsicKeystream) ? new IntrinsicKeystream(key) : new PlatformKeystream(key);

    // One block at a time, each written out by hand.
    private static byte[] Reference(byte[] key, ulong counter, int blocks)
    {
        using var aes = Aes.Create();
        aes.Key = key;
        var stream = new MemoryStream();

        for (var i = 0; i < blocks; i++)
        {
            var block = new byte[16];
            for (var digit = 0; digit < 8; digit++) block[15 - digit] = (byte)((counter + (ulong)i) >> (8 * digit));
            stream.Write(aes.EncryptEcb(block, PaddingMode.None));
        }

        return stream.ToArray();
    }
}
