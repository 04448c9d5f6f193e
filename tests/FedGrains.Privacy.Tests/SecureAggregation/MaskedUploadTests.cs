using System.IO.Compression;
using System.Runtime.InteropServices;

namespace FedGrains.Privacy.Tests.SecureAggregation;

/// <summary>What a site uploads says nothing by itself.</summary>
public sealed class MaskedUploadTests
{
    private const int Length = 1 << 18;

    private static readonly byte[] s_masked = Mask(Input());

    // An update as training makes it: small, mostly zero, the same everywhere. It compresses to almost nothing.
    [Fact]
    public void Premise_TheInputCompressesAndIsFarFromUniform()
    {
        var input = MemoryMarshal.AsBytes(Input().AsSpan()).ToArray();

        Assert.True(Compressed(input) < input.Length / 10);
        Assert.True(ChiSquare(input) > 1e6);
    }

    [Fact]
    public void Upload_OfEveryByteValue_IsUniform()
    {
        // 255 degrees of freedom: the 99.999 % quantile is 359.
        Assert.InRange(ChiSquare(s_masked), 150, 359);
    }

    [Fact]
    public void Upload_OfEachBytePosition_IsUniform() =>
        Assert.All(Enumerable.Range(0, 4), position => Assert.InRange(ChiSquare([.. s_masked.Where((_, i) => i % 4 == position)]), 150, 359));

    [Fact]
    public void Upload_DoesNotCompress() => Assert.True(Compressed(s_masked) >= s_masked.Length);

    [Fact]
    public void Upload_OfNeighbouringLanes_IsUncorrelated()
    {
        var lanes = MemoryMarshal.Cast<byte, uint>(s_masked).ToArray().Select(l => (l / (double)uint.MaxValue) - 0.5).ToArray();
        var correlation = lanes.Skip(1).Zip(lanes).Average(p => p.First * p.Second) * 12;

        Assert.InRange(correlation, -5 / Math.Sqrt(Length), 5 / Math.Sqrt(Length));
    }

    private static uint[] Input() => [.. Enumerable.Range(0, Length).Select(i => i % 97 == 0 ? (uint)(i % 5) : 0)];

    private static byte[] Mask(uint[] input)
    {
        var federation = new TestFederation(3);
        foreach (var site in federation.Sites) site.Input = input;
        var setup = federation.Setup(new(1, 1));
        var task = TestFederation.Task(Length);
        federation.Run(federation.Open(setup, 1, task), task);

        return MemoryMarshal.AsBytes(federation.Sites[1].Masked.AsSpan()).ToArray();
    }

    private static double ChiSquare(byte[] bytes)
    {
        var counts = new int[256];
        foreach (var value in bytes) counts[value]++;

        var expected = bytes.Length / 256.0;

        return counts.Sum(c => (c - expected) * (c - expected) / expected);
    }

    private static long Compressed(byte[] bytes)
    {
        using var target = new MemoryStream();
        using (var brotli = new BrotliStream(target, CompressionLevel.Optimal, leaveOpen: true)) brotli.Write(bytes);

        return target.Length;
    }
}
