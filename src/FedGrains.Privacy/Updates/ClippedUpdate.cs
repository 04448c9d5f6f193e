using System.Numerics;

using FedGrains.Privacy.Noise;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Updates;

/// <summary>
/// An update within public bounds. It comes from a <see cref="RawUpdate"/> only, never leaves a site, and all it can do is become a
/// <see cref="NoisedUpdate"/>. It keeps the two vectors and a factor, so it costs no memory of its own.
/// </summary>
public sealed class ClippedUpdate
{
    private readonly ReadOnlyMemory<float> _trained, _global;
    private readonly double _factor;

    internal ClippedUpdate(ReadOnlyMemory<float> trained, ReadOnlyMemory<float> global, double factor, ClipBounds bounds)
    {
        _trained = trained;
        _global = global;
        _factor = factor;
        Bounds = bounds;
    }

    /// <summary>The bounds that the update keeps.</summary>
    public ClipBounds Bounds { get; }

    /// <summary>How many parameters the update has.</summary>
    public int Length => _trained.Length;

    /// <summary>Whether the update's norm was within its bound, so that nothing was scaled down.</summary>
    internal bool WasWithinNorm => _factor == 1;

    /// <summary>
    /// The update as ring elements, weighted and rounded at random, without noise: for runs whose only protection is masking, which
    /// hides a site among the cohort and nothing of the cohort.
    /// </summary>
    /// <param name="quantiser">The round's quantiser, made for the same bounds.</param>
    /// <param name="weight">The site's weight, 1 to the quantiser's cap.</param>
    /// <param name="seed">What the rounding follows from, 32 bytes; it need not be secret. The same gives the same bytes.</param>
    /// <exception cref="ArgumentException">The quantiser is for other bounds.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The weight is above the cap.</exception>
    public NoisedUpdate WithoutNoise(UpdateQuantiser quantiser, long weight, SecretBytes seed)
    {
        ArgumentNullException.ThrowIfNull(quantiser);
        return quantiser.Quantise(this, weight, seed);
    }

    /// <summary>
    /// The update as ring elements with its share of the noise that the round's sum is to have: rotated, rounded within the noise's
    /// sensitivity, and with discrete Gaussian noise.
    /// </summary>
    /// <param name="quantiser">The round's quantiser, made for this number of parameters and for a norm of at least this update's bound.</param>
    /// <param name="seed">The site's secret seed of the round, never used for another: the same gives the same bytes. Whoever learns it can take the noise away.</param>
    /// <exception cref="ArgumentException">The quantiser is for another number of parameters, or the update's norm is not bounded by its.</exception>
    public NoisedUpdate WithNoise(DistributedGaussianQuantiser quantiser, SecretBytes seed)
    {
        ArgumentNullException.ThrowIfNull(quantiser);
        return quantiser.Quantise(this, seed);
    }

    /// <summary>The clipped changes from parameter <paramref name="from"/> on, each within ±<paramref name="infinity"/>.</summary>
    internal void CopyTo(int from, double infinity, Span<double> destination)
    {
        var trained = _trained.Span.Slice(from, destination.Length);
        var global = _global.Span.Slice(from, destination.Length);

        for (var i = CopyMany(trained, global, infinity, destination); i < destination.Length; i++)
            destination[i] = double.ClampNative(((double)trained[i] - global[i]) * _factor, -infinity, infinity);
    }

    // The same roundings as one by one: the length of vectors must not show in an update. Returns how many are done.
    private int CopyMany(ReadOnlySpan<float> trained, ReadOnlySpan<float> global, double infinity, Span<double> destination)
    {
        var (least, most) = (new Vector<double>(-infinity), new Vector<double>(infinity));
        var i = 0;

        for (; i <= destination.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(trained[i..]), out var low, out var high);
            Vector.Widen(new Vector<float>(global[i..]), out var lowBefore, out var highBefore);
            Vector.Min(Vector.Max((low - lowBefore) * _factor, least), most).CopyTo(destination[i..]);
            Vector.Min(Vector.Max((high - highBefore) * _factor, least), most).CopyTo(destination[(i + Vector<double>.Count)..]);
        }

        return i;
    }
}
