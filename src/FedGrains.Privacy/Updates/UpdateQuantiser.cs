using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Privacy.Masking;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Updates;

/// <summary>
/// Writes clipped updates as ring elements whose sum cannot overflow, and reads the weighted mean from the sum. A parameter of bound
/// C becomes q((w / W) · x) with the step C / (2^b - 1), where b = bits of the ring - 1 - ceil(log2 n) for the largest cohort n, at
/// most 52; q rounds at random and without bias. Lane 0 is the weight w itself, which is exact; the parameters follow.
/// Reference: Bonawitz et al., Federated Learning with Autotuned Communication-Efficient Secure Aggregation, 2019, section 3.
/// </summary>
public sealed class UpdateQuantiser : ISumReader
{
    /// <summary>The fewest bits a parameter may have, 8.</summary>
    public const int MinimumBits = 8;

    // So that levels are whole in a double.
    private const int MaximumBits = 52;
    private const int Slice = 4096;

    /// <summary>A quantiser of a round. Settings under which a sum could overflow, or that leave too little precision, throw an <see cref="ArgumentException"/> that says how to mend them.</summary>
    /// <param name="bounds">The run's public clip bounds.</param>
    /// <param name="largestCohort">The most updates that are ever summed, n, at least 1.</param>
    /// <param name="weightCap">W, the most that a site's weight may be, at least 1. It is public: choose it without looking at a site.</param>
    /// <param name="ring">The ring.</param>
    public UpdateQuantiser(ClipBounds bounds, int largestCohort, long weightCap, UpdateRing ring)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        ArgumentOutOfRangeException.ThrowIfLessThan(largestCohort, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(weightCap, 1);
        (Bounds, LargestCohort, WeightCap, Ring) = (bounds, largestCohort, weightCap, ring);
        Bits = BitsFor(ring, largestCohort);

        if (Bits < MinimumBits) throw new ArgumentException(Text($"A cohort of {largestCohort} leaves {Bits} bits for a parameter in a ring of {ring.Bits()} bits, and at least {MinimumBits} are needed. Use the ring of 64 bits or a smaller cohort."), nameof(largestCohort));
        if (weightCap > Levels) throw new ArgumentException(Text($"Weights up to {weightCap} from {largestCohort} sites overflow a ring of {ring.Bits()} bits, which has room up to {Levels}. Use the ring of 64 bits, a smaller cap or a smaller cohort."), nameof(weightCap));
    }

    /// <summary>The bounds.</summary>
    public ClipBounds Bounds { get; }

    /// <summary>n, the most updates in a sum.</summary>
    public int LargestCohort { get; }

    /// <summary>W, the most that a weight may be.</summary>
    public long WeightCap { get; }

    /// <summary>The ring.</summary>
    public UpdateRing Ring { get; }

    /// <summary>b, bits of a parameter's magnitude.</summary>
    public int Bits { get; }

    /// <summary>2^b - 1, the largest magnitude of a quantised parameter; n of them stay below half of the ring.</summary>
    public long Levels => (1L << Bits) - 1;

    /// <summary>The ring of 32 bits where it leaves <paramref name="bits"/> bits for a parameter and room for the weights, else that of 64.</summary>
    public static UpdateRing RingFor(int largestCohort, long weightCap, int bits = 16)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(largestCohort, 1);
        var small = BitsFor(UpdateRing.Bits32, largestCohort);

        return small >= bits && small >= MinimumBits && weightCap < 1L << small ? UpdateRing.Bits32 : UpdateRing.Bits64;
    }

    /// <summary>The distance between neighbouring values of parameters with the bound <paramref name="infinity"/>.</summary>
    public double Step(double infinity) => infinity / Levels;

    /// <summary>
    /// How far the mean of a parameter is at most from the weighted mean of the clipped changes: k · step · W / Σ w, as each of the k
    /// sites is off by less than a step, plus the roundings of double arithmetic.
    /// </summary>
    /// <param name="infinity">The parameter's bound.</param>
    /// <param name="contributors">k, how many updates are in the sum.</param>
    /// <param name="totalWeight">Σ w, their weights.</param>
    public double ErrorBound(double infinity, int contributors, long totalWeight)
    {
        var perSite = 1 + (Levels * Math.ScaleB(1, -51));

        return (contributors * perSite * Step(infinity) * WeightCap / totalWeight) + (infinity * Math.ScaleB(1, -50));
    }

    /// <inheritdoc/>
    /// <remarks>A lane for each parameter; a piece may begin anywhere.</remarks>
    public int LanesOf(int firstParameter, int parameters) => parameters;

    /// <inheritdoc/>
    public long TotalWeight(ReadOnlySpan<uint> lane)
    {
        RingLanes.Require(Ring, lane, 1);
        var weight = RingLanes.Read(Ring, lane, 0);

        return weight >= 1 && weight <= WeightCap * LargestCohort
            ? weight
            : throw new InvalidDataException("The sum's weight is none that this cohort can have: its masks did not cancel, or it was made with other settings.");
    }

    /// <summary>The weighted means Σ w·x / Σ w of a slice of parameters, each within <see cref="ErrorBound"/> of that of the clipped changes.</summary>
    /// <param name="sum">The parameters' lanes of the sum as words, little-endian: one word each in the ring of 32 bits, two in that of 64.</param>
    /// <param name="firstParameter">The first parameter of the slice; its lane is one further.</param>
    /// <param name="totalWeight">Σ w.</param>
    /// <param name="mean">Takes as many means as there are lanes.</param>
    public void Mean(ReadOnlySpan<uint> sum, int firstParameter, long totalWeight, Span<double> mean)
    {
        RingLanes.Require(Ring, sum, mean.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(totalWeight, 1);

        foreach (var (from, count, infinity) in Bounds.Runs(firstParameter, mean.Length))
        {
            var scale = Step(infinity) * ((double)WeightCap / totalWeight);
            for (var i = from - firstParameter; i < from - firstParameter + count; i++) mean[i] = RingLanes.Read(Ring, sum, i) * scale;
        }
    }

    internal NoisedUpdate Quantise(ClippedUpdate update, long weight, SecretBytes seed)
    {
        if (!update.Bounds.Equals(Bounds)) throw new ArgumentException("The update was clipped to other bounds than the quantiser is for.", nameof(update));
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        if (weight > WeightCap) throw new ArgumentOutOfRangeException(nameof(weight), weight, Text($"This site's weight {weight} is above the round's public cap of {WeightCap}. Raise the cap for the next round, or weight every site alike."));

        var words = GC.AllocateUninitializedArray<uint>(checked((update.Length + 1) * Ring.Words()));
        using var rounding = seed.Derive("FedGrains/rounding/v1");
        using var keystream = CounterKeystream.Create(rounding.Span);
        RingLanes.Write(Ring, words, 0, weight);

        foreach (var (from, count, infinity) in Bounds.Runs(0, update.Length))
        {
            for (var at = from; at < from + count; at += Slice) Quantise(update, at, Math.Min(Slice, from + count - at), infinity, (double)weight / WeightCap, keystream, words);
        }

        return new(Ring, words);
    }

    private void Quantise(ClippedUpdate update, int from, int count, double infinity, double weight, CounterKeystream keystream, uint[] words)
    {
        var values = ArrayPool<double>.Shared.Rent(count);
        Span<uint> uniform = stackalloc uint[Slice];
        uniform = uniform[..count];
        uniform.Clear();
        var (block, lane) = Math.DivRem(from, CounterKeystream.BlockSize / sizeof(uint));
        keystream.ApplyFrom<ExclusiveOr>((ulong)block, lane * sizeof(uint), MemoryMarshal.AsBytes(uniform));
        update.CopyTo(from, infinity, values.AsSpan(0, count));
        StochasticRounding.Round(Ring, values.AsSpan(0, count), weight / Step(infinity), Levels, uniform, words.AsSpan((from + 1) * Ring.Words(), count * Ring.Words()));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(values.AsSpan(0, count)));
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(uniform));
        ArrayPool<double>.Shared.Return(values);
    }

    private static int BitsFor(UpdateRing ring, int largestCohort) => Math.Min(MaximumBits, ring.Bits() - 1 - BitOperations.Log2((uint)largestCohort) - (BitOperations.IsPow2(largestCohort) ? 0 : 1));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
