using System.Globalization;
using System.Security.Cryptography;

namespace FedGrains.Privacy.Noise;

/// <summary>
/// The discrete Gaussian N_Z(0, σ²): whole numbers x with a probability proportional to exp(-x² / 2σ²), for a rational σ². Sampled
/// exactly (Canonne, Kamath and Steinke 2020, Algorithm 3). Not constant-time: draw where nobody measures.
/// </summary>
public sealed record DiscreteGaussian
{
    /// <summary>The smallest σ that <see cref="AtLeast"/> takes, 2^-10.</summary>
    public const double MinimumSigma = 1.0 / 1024;

    /// <summary>The largest, 2^26.</summary>
    public const double MaximumSigma = 1 << 26;

    // q t² at most 2^54 keeps every product below 2^127.
    private static readonly UInt128 s_most = UInt128.One << 54;

    private readonly ulong _scale;

    /// <summary>The distribution with σ² = <paramref name="numerator"/> / <paramref name="denominator"/>.</summary>
    /// <param name="numerator">At least 1.</param>
    /// <param name="denominator">At least 1, and at most 2^54 / (⌊σ⌋ + 1)²; beyond that an <see cref="ArgumentException"/> says so.</param>
    public DiscreteGaussian(ulong numerator, ulong denominator)
    {
        ArgumentOutOfRangeException.ThrowIfZero(numerator);
        ArgumentOutOfRangeException.ThrowIfZero(denominator);
        (Numerator, Denominator) = (numerator, denominator);
        _scale = FloorOfRoot(numerator / denominator) + 1;

        if ((UInt128)_scale * _scale * denominator > s_most)
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"σ² = {numerator}/{denominator} is too fine to be sampled exactly in 128 bits. Use a smaller denominator, at most 2^54 / {_scale}²."), nameof(denominator));
    }

    /// <summary>The numerator of σ².</summary>
    public ulong Numerator { get; }

    /// <summary>The denominator of σ².</summary>
    public ulong Denominator { get; }

    /// <summary>σ, which is the standard deviation up to less than exp(-2π²σ²) of itself where σ is above 1, and an upper bound of it always.</summary>
    public double Sigma => Math.Sqrt((double)Numerator / Denominator);

    /// <summary>The distribution with the smallest σ that can be sampled exactly and is at least <paramref name="sigma"/>: noise is never less than was asked for.</summary>
    /// <param name="sigma">2^-10 to 2^26, else an <see cref="ArgumentOutOfRangeException"/>.</param>
    public static DiscreteGaussian AtLeast(double sigma)
    {
        if (!(sigma is >= MinimumSigma and <= MaximumSigma)) throw new ArgumentOutOfRangeException(nameof(sigma), sigma, "σ is from 2^-10 to 2^26 in whole numbers. Choose a finer or a coarser granularity.");

        // One more than the floor of σ, with room for the rounding up. Thirty bits of σ² are fine enough, and small numbers are fast.
        var scale = (UInt128)(Math.Floor(sigma) + 2);
        var bits = Math.Clamp(30 - Math.ILogB(sigma * sigma), 0, 53 - (int)UInt128.Log2(scale * scale));
        var numerator = Math.Ceiling(Math.ScaleB(Math.BitIncrement(sigma * sigma), bits));

        return new((ulong)numerator, 1UL << bits);
    }

    /// <summary>Fills <paramref name="samples"/> with independent draws.</summary>
    public void Sample(RandomNumberGenerator randomness, Span<long> samples)
    {
        ArgumentNullException.ThrowIfNull(randomness);
        using var random = new RandomBits(randomness);

        for (var i = 0; i < samples.Length; i++) samples[i] = Sample(random);
    }

    internal long Sample(RandomBits random)
    {
        // γ = (|y| - σ²/t)² / 2σ² with σ² = p/q is (|y| q t - p)² / (2 p q t²).
        var denominator = (UInt128)2 * Numerator * Denominator * _scale * _scale;

        for (; ; )
        {
            var candidate = ExactSampling.DiscreteLaplace(random, _scale);
            var distance = (UInt128)Int128.Abs(((Int128)Math.Abs(candidate) * Denominator * _scale) - Numerator);
            if (ExactSampling.BernoulliExp(random, distance * distance, denominator)) return candidate;
        }
    }

    private static ulong FloorOfRoot(ulong value)
    {
        var root = (ulong)Math.Sqrt(value);

        // The root in double is off by one at most.
        while ((UInt128)root * root > value) root--;
        while ((UInt128)(root + 1) * (root + 1) <= value) root++;

        return root;
    }
}
