using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

using CsCheck;

using FedGrains.Privacy.Masking;

namespace FedGrains.Privacy.Tests.Masking;

public sealed class MaskStreamTests
{
    private const string KnownKeystream = "f29000b62a499fd0a9f39a6add2e7780f05d76ae4ab99fe5a6f69b3148c2363d";

    private static readonly Gen<byte[]> Seeds = Gen.Byte.Array[MaskStream.SeedSize];

    // AES-256 of the counter blocks 0 and 1 under the key 000102...1f, computed with OpenSSL.
    [Fact]
    public void AddTo_KnownSeed_IsKnownLanes()
    {
        using var mask = new MaskStream([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);
        var lanes = new uint[8];
        var wide = new ulong[4];

        mask.AddTo(0, lanes);
        mask.AddTo(0, wide);

        Assert.Equal(KnownKeystream, Convert.ToHexStringLower(MemoryMarshal.AsBytes<uint>(lanes)));
        Assert.Equal(KnownKeystream, Convert.ToHexStringLower(MemoryMarshal.AsBytes<ulong>(wide)));
    }

    [Fact]
    public void AddTo_AnySlices_IsTheWholeStream() =>
        Gen.Select(Seeds, Gen.Long[0, long.MaxValue - 1000], Gen.Int[1, 300], Gen.Int[1, 50]).Sample((seed, from, length, slice) =>
        {
            using var mask = new MaskStream(seed);
            var whole = new uint[length];
            var sliced = new uint[length];
            mask.AddTo(from, whole);

            for (var i = 0; i < length; i += slice) mask.AddTo(from + i, sliced.AsSpan(i, Math.Min(slice, length - i)));

            Assert.Equal(whole, sliced);
        });

    [Fact]
    public void AddTo_Wide_AnySlices_IsTheWholeStream() =>
        Gen.Select(Seeds, Gen.Long[0, long.MaxValue - 1000], Gen.Int[1, 300], Gen.Int[1, 50]).Sample((seed, from, length, slice) =>
        {
            using var mask = new MaskStream(seed);
            var whole = new ulong[length];
            var sliced = new ulong[length];
            mask.AddTo(from, whole);

            for (var i = 0; i < length; i += slice) mask.AddTo(from + i, sliced.AsSpan(i, Math.Min(slice, length - i)));

            Assert.Equal(whole, sliced);
        });

    [Fact]
    public void SubtractFrom_UndoesAddTo() => Gen.Select(Seeds, Gen.Long[0, 1000], Gen.UInt.Array[0, 200], Gen.ULong.Array[0, 200]).Sample((seed, lane, values, wide) =>
    {
        using var mask = new MaskStream(seed);
        var (masked, maskedWide) = ((uint[])values.Clone(), (ulong[])wide.Clone());

        mask.AddTo(lane, masked);
        mask.AddTo(lane, maskedWide);
        var lanes = Lanes(mask, lane, values.Length);
        Assert.Equal(values.Zip(lanes, (v, m) => unchecked(v + m)), masked);

        mask.SubtractFrom(lane, masked);
        mask.SubtractFrom(lane, maskedWide);
        Assert.Equal(values, masked);
        Assert.Equal(wide, maskedWide);
    });

    [Fact]
    public void AddTo_OneBitOfTheSeedChanged_GivesAnUnrelatedStream()
    {
        const int Lanes = 4096;
        var seed = SHA256.HashData("one bit"u8);
        var stream = Stream(seed, Lanes);

        for (var bit = 0; bit < 8 * seed.Length; bit++)
        {
            var other = (byte[])seed.Clone();
            other[bit / 8] ^= (byte)(1 << (bit % 8));
            var different = stream.Zip(Stream(other, Lanes), (a, b) => BitOperations.PopCount(a ^ b)).Sum();

            // 131072 fair coins: 65536 ± 181. Nine standard deviations.
            Assert.InRange(different, 65536 - 1629, 65536 + 1629);
        }
    }

    [Fact]
    public void AddTo_SmallValues_LooksUniform()
    {
        var masked = Enumerable.Range(0, 1 << 16).Select(i => (uint)i % 7).ToArray();
        using var mask = new MaskStream(SHA256.HashData("uniform"u8));
        mask.AddTo(0, masked);

        var counts = new int[256];
        foreach (var b in MemoryMarshal.AsBytes<uint>(masked)) counts[b]++;
        var expected = masked.Length * 4 / 256.0;
        var chiSquare = counts.Sum(c => (c - expected) * (c - expected) / expected);

        // 255 degrees of freedom: mean 255, standard deviation 22.6.
        Assert.InRange(chiSquare, 150, 380);
    }

    [Fact]
    public void AddTo_OnTwoThreads_IsTheSameMask()
    {
        using var mask = new MaskStream(SHA256.HashData("threads"u8));
        var expected = new uint[100_000];
        var actual = new uint[100_000];
        mask.AddTo(0, expected);

        Parallel.For(0, 100, slice => mask.AddTo(slice * 1000L, actual.AsSpan(slice * 1000, 1000)));

        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void New_WrongSeed_Throws(int length) =>
        Assert.Contains("32 bytes", Assert.Throws<ArgumentException>(() => new MaskStream(new byte[length])).Message, StringComparison.Ordinal);

    [Fact]
    public void AddTo_NegativeLane_Throws()
    {
        using var mask = new MaskStream(new byte[32]);

        Assert.Throws<ArgumentOutOfRangeException>(() => mask.AddTo(-1, new uint[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => mask.SubtractFrom(-1, new ulong[1]));
    }

    [Fact]
    public void AfterDispose_EveryUseThrows()
    {
        var mask = new MaskStream(new byte[32]);
        mask.Dispose();
        mask.Dispose();

        Assert.Throws<ObjectDisposedException>(() => mask.AddTo(0, new uint[1]));
        Assert.Throws<ObjectDisposedException>(() => mask.SubtractFrom(0, new ulong[1]));
    }

    private static uint[] Stream(byte[] seed, int lanes)
    {
        using var mask = new MaskStream(seed);
        return Lanes(mask, 0, lanes);
    }

    private static uint[] Lanes(MaskStream mask, long from, int count)
    {
        var lanes = new uint[count];
        mask.AddTo(from, lanes);
        return lanes;
    }
}
