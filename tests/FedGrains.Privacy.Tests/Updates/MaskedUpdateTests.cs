using System.Reflection;
using System.Security.Cryptography;

using CsCheck;

using FedGrains.Privacy.Masking;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.Updates;

/// <summary>The way of an update from training to the masked sum.</summary>
public sealed class MaskedUpdateTests
{
    private static readonly Gen<UpdateRing> Rings = Gen.Bool.Select(b => b ? UpdateRing.Bits32 : UpdateRing.Bits64);

    [Fact]
    public void Sum_PairwiseMasks_CancelToTheBit() => Gen.Select(Rings, Gen.Int[2, 6], Gen.Int[1, 300]).Sample((ring, sites, parameters) =>
    {
        var quantiser = new UpdateQuantiser(new(1), sites, 100, ring);
        var (plain, masked) = (new MaskedSum(ring, parameters + 1), new MaskedSum(ring, parameters + 1));

        for (var site = 0; site < sites; site++)
        {
            using var unmasked = Update(quantiser, site, parameters);
            plain.Add(unmasked.Words);
            masked.Add(Mask(Update(quantiser, site, parameters), site, sites).Words);
        }

        Assert.Equal(plain.Words.ToArray(), masked.Words.ToArray());
    }, iter: 50);

    [Fact]
    public void Remove_MasksOfAnAbsentSite_LeavesTheOthersSum() => Gen.Select(Rings, Gen.Int[3, 6], Gen.Int[1, 100], Gen.Int[0, 2]).Sample((ring, sites, parameters, absent) =>
    {
        var quantiser = new UpdateQuantiser(new(1), sites, 100, ring);
        var (plain, masked) = (new MaskedSum(ring, parameters + 1), new MaskedSum(ring, parameters + 1));

        for (var site = 0; site < sites; site++)
        {
            if (site == absent) continue;

            using var unmasked = Update(quantiser, site, parameters);
            plain.Add(unmasked.Words);
            masked.Add(Mask(Update(quantiser, site, parameters), site, sites).Words);
            using var stream = Pair(site, absent);
            masked.Remove(new(stream, IsAdded: site < absent));
        }

        Assert.Equal(plain.Words.ToArray(), masked.Words.ToArray());
    }, iter: 50);

    [Fact]
    public void Sum_AnySlices_IsTheWhole() => Gen.Select(Rings, Gen.Int[1, 9]).Sample((ring, slice) =>
    {
        const int Lanes = 21;
        var quantiser = new UpdateQuantiser(new(1), 3, 100, ring);
        var whole = new MaskedSum(ring, Lanes);
        var updates = Enumerable.Range(0, 3).Select(site => Mask(Update(quantiser, site, Lanes - 1), site, 4)).ToArray();
        var joined = new List<uint>();
        using var left = Pair(0, 3);
        foreach (var update in updates) whole.Add(update.Words);
        whole.Remove(new(left, IsAdded: true));

        for (var from = 0; from < Lanes; from += slice)
        {
            var part = new MaskedSum(ring, Math.Min(slice, Lanes - from), from);
            foreach (var update in updates) part.Add(update.Words.Slice(from * ring.Words(), part.Words.Length));
            part.Remove(new(left, IsAdded: true));
            joined.AddRange(part.Words);
        }

        Assert.Equal(whole.Words.ToArray(), joined);
    });

    [Fact]
    public void Mask_LargeUpdate_IsMaskedWhole()
    {
        const int Parameters = 200_000;
        var quantiser = new UpdateQuantiser(new(1), 3, 100, UpdateRing.Bits32);
        using var plain = Update(quantiser, 0, Parameters);
        using var mask = Pair(0, 1);
        var expected = plain.Words.ToArray();
        mask.AddTo(0, expected);

        Assert.Equal(expected, Update(quantiser, 0, Parameters).Mask([new(mask, IsAdded: true)]).Words.ToArray());
    }

    [Fact]
    public void Mask_Twice_IsImpossible()
    {
        var quantiser = new UpdateQuantiser(new(1), 3, 100, UpdateRing.Bits32);
        using var update = Update(quantiser, 0, 10);
        using var mask = Pair(0, 1);
        update.Mask([new(mask, IsAdded: true)]);

        Assert.Throws<ObjectDisposedException>(() => update.Mask([new(mask, IsAdded: true)]));
        Assert.Throws<ObjectDisposedException>(() => update.Lanes);
    }

    [Fact]
    public void Mask_WithoutAMask_IsRefused()
    {
        using var update = Update(new(new(1), 3, 100, UpdateRing.Bits32), 0, 10);

        Assert.Throws<ArgumentException>(() => update.Mask([]));
        Assert.Equal(11, update.Lanes);
    }

    [Fact]
    public void Read_IsWhatWasMade() => Rings.Sample(ring =>
    {
        var update = Mask(Update(new(new(1), 3, 100, ring), 0, 10), 0, 3);
        var read = MaskedUpdate.Read(ring, 11, update.Words.ToArray());

        Assert.Equal(11, read.Lanes);
        Assert.Equal(11 * ring.LaneSize(), read.Bytes.Length);
        Assert.True(update.Bytes.SequenceEqual(read.Bytes));
        Assert.Throws<FormatException>(() => MaskedUpdate.Read(ring, 12, update.Words.ToArray()));
        Assert.Throws<ArgumentOutOfRangeException>(() => MaskedUpdate.Read(ring, 0, Array.Empty<uint>()));
    });

    [Fact]
    public void Add_OtherLength_Throws() => Assert.Throws<ArgumentException>(() => new MaskedSum(UpdateRing.Bits32, 3).Add(new uint[2]));

    // The order of protection is a type: each step has one way in, and what may leave shows nothing before it is masked.
    [Theory]
    [InlineData(typeof(ClippedUpdate))]
    [InlineData(typeof(NoisedUpdate))]
    [InlineData(typeof(MaskedUpdate))]
    public void Steps_HaveNoOtherWayIn(Type step) => Assert.Empty(step.GetConstructors());

    [Theory]
    [InlineData(typeof(RawUpdate))]
    [InlineData(typeof(ClippedUpdate))]
    [InlineData(typeof(NoisedUpdate))]
    public void Steps_BeforeMasking_ShowNoValue(Type step) =>
        Assert.DoesNotContain(step.GetProperties(BindingFlags.Public | BindingFlags.Instance), p => p.PropertyType.IsGenericType && p.PropertyType.Name.Contains("Span", StringComparison.Ordinal));

    private static NoisedUpdate Update(UpdateQuantiser quantiser, int site, int parameters)
    {
        var values = Enumerable.Range(0, parameters).Select(i => MathF.Sin(i + (100 * site))).ToArray();
        Assert.Null(new RawUpdate(values, new float[parameters]).Clip(quantiser.Bounds, out var clipped));
        using var seed = SecretBytes.CopyOf(SHA256.HashData(BitConverter.GetBytes(site)));

        return clipped!.WithoutNoise(quantiser, site + 1, seed);
    }

    private static MaskedUpdate Mask(NoisedUpdate update, int site, int sites)
    {
        var masks = Enumerable.Range(0, sites).Where(other => other != site).Select(other => new SignedMask(Pair(site, other), IsAdded: site < other)).ToArray();
        var masked = update.Mask(masks);
        foreach (var mask in masks) mask.Stream.Dispose();

        return masked;
    }

    private static MaskStream Pair(int one, int other) => new(SHA256.HashData([(byte)Math.Min(one, other), (byte)Math.Max(one, other)]));
}
