using System.Runtime.InteropServices;

using FedGrains.Testing;
using FedGrains.Training.DifferentialPrivacy;

namespace FedGrains.Training.Tests.DifferentialPrivacy;

public sealed class NormalSourceTests
{
    private const int Count = 1 << 20;

    private static readonly double[] Normals = Fill(new SeededGenerator(1), Count);

    [Fact]
    public void Fill_KnownBits_IsBoxAndMullersFormula()
    {
        var bits = new ulong[1024];
        new SeededGenerator(2).GetBytes(MemoryMarshal.AsBytes(bits.AsSpan()));
        var values = Fill(new SeededGenerator(2), 1024);

        for (var i = 0; i < 512; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log((bits[i] + 0.5) * Math.ScaleB(1, -64)));
            var angle = 2 * Math.PI * (bits[512 + i] * Math.ScaleB(1, -64));

            Assert.Equal(radius * Math.Cos(angle), values[i], 1e-12);
            Assert.Equal(radius * Math.Sin(angle), values[512 + i], 1e-12);
        }
    }

    [Theory]
    [InlineData(0x00)]
    [InlineData(0xFF)]
    public void Fill_ExtremeBits_StaysFinite(byte value)
    {
        var values = Fill(new ScriptedGenerator(bytes => bytes.Fill(value)), 1024);

        Assert.All(values, v => Assert.InRange(Math.Abs(v), 0, 9.5));
        Assert.Equal(value == 0 ? 9.49 : 0, values.Max(Math.Abs), 0.01);
    }

    // The moments of a standard normal: 0, 1, 0, 3; variances of the estimates 1, 2, 15, 96 over the count.
    [Fact]
    public void Fill_Moments_AreTheNormals()
    {
        Assert.Equal(0, Normals.Average(), 5 / Math.Sqrt(Count));
        Assert.Equal(1, Normals.Average(v => v * v), 5 * Math.Sqrt(2.0 / Count));
        Assert.Equal(0, Normals.Average(v => v * v * v), 5 * Math.Sqrt(15.0 / Count));
        Assert.Equal(3, Normals.Average(v => v * v * v * v), 5 * Math.Sqrt(96.0 / Count));
    }

    // Kolmogorov and Smirnov: √n · D exceeds 1.95 for one true normal sample in a thousand.
    [Fact]
    public void Fill_Distribution_IsTheNormals()
    {
        var sorted = Normals.Order().ToArray();
        var furthest = sorted.Select((v, i) => Math.Abs(Cumulative(v) - ((i + 0.5) / Count))).Max();

        Assert.InRange(furthest * Math.Sqrt(Count), 0, 1.95);
    }

    // P(|z| > 4) = 6.334e-5, P(|z| > 4.5) = 6.795e-6: 66.4 and 7.1 of 2^20.
    [Theory]
    [InlineData(4, 66.4)]
    [InlineData(4.5, 7.1)]
    public void Fill_Tails_AreAsHeavyAsTheNormals(double beyond, double expected) =>
        Assert.Equal(expected, Normals.Count(v => Math.Abs(v) > beyond), 5 * Math.Sqrt(expected));

    [Fact]
    public void Fill_Neighbours_AreIndependent()
    {
        foreach (var lag in (int[])[1, 2, 511, 512, 1024])
            Assert.Equal(0, Normals.Skip(lag).Zip(Normals, (a, b) => a * b).Average(), 5 / Math.Sqrt(Count - lag));
    }

    [Fact]
    public void Fill_Never_RepeatsItself() => Assert.Equal(Count, Normals.Distinct().Count());

    private static double[] Fill(System.Security.Cryptography.RandomNumberGenerator random, int count)
    {
        var values = new double[count];
        new NormalSource(random).Fill(values);

        return values;
    }

    /// <summary>Φ, by the trapezoid rule on its integral, to 1e-7.</summary>
    private static double Cumulative(double z) => s_cumulative[Math.Clamp((int)Math.Round((z + 6) * 1000), 0, s_cumulative.Length - 1)]
        + (Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI) * (z + 6 - (Math.Round((z + 6) * 1000) / 1000)));

    private static readonly double[] s_cumulative = Integrate();

    private static double[] Integrate()
    {
        var values = new double[12_001];

        for (var i = 1; i < values.Length; i++)
            values[i] = values[i - 1] + ((Density(-6 + ((i - 1) / 1000.0)) + Density(-6 + (i / 1000.0))) / 2000);

        return values;
    }

    private static double Density(double z) => Math.Exp(-z * z / 2) / Math.Sqrt(2 * Math.PI);
}
