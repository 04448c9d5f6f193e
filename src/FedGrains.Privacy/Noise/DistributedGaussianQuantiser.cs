using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Privacy.Masking;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Noise;

/// <summary>
/// Turns clipped updates into noised ring elements by the distributed discrete Gaussian mechanism, and reads the mean from their sum.
/// Every site has the weight 1: the count is public, where weights would tell of a site. Lane 0 is 1, so that the sum's lane 0 counts the
/// survivors; the rotated parameters follow, padded to a power of two.
/// </summary>
public sealed class DistributedGaussianQuantiser
{
    // Noise of so many parameters comes from a seed of its own.
    private const int Slice = 1 << 16;

    private readonly HadamardRotation _rotation;

    /// <summary>A quantiser of one round.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="rotationSeed">32 public random bytes, the round's own, the same at every site.</param>
    public DistributedGaussianQuantiser(DistributedGaussian mechanism, ReadOnlySpan<byte> rotationSeed)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        Mechanism = mechanism;
        _rotation = new(rotationSeed);
    }

    /// <summary>The mechanism.</summary>
    public DistributedGaussian Mechanism { get; }

    /// <summary>Lanes of an update: the count's, and one for each padded parameter.</summary>
    public int Lanes => Mechanism.Dimension + 1;

    /// <summary>Reads the mean of the survivors' clipped updates from a sum. It is off by the noise, and by the rounding, whose L2 norm is below γ√d.</summary>
    /// <param name="sum">All lanes of the sum as words, little-endian.</param>
    /// <param name="mean">Takes a mean for each parameter of the model.</param>
    /// <returns>How many updates are in the sum.</returns>
    /// <exception cref="InvalidDataException">The sum counts fewer survivors than the noise was made for, or more than the cohort: it must not be released.</exception>
    public int Mean(ReadOnlySpan<uint> sum, Span<double> mean)
    {
        RingLanes.Require(Mechanism.Ring, sum, Lanes);
        if (mean.Length != Mechanism.Settings.Parameters) throw new ArgumentException($"The model has {Mechanism.Settings.Parameters} parameters, and there is room for {mean.Length}.", nameof(mean));

        var survivors = RingLanes.Read(Mechanism.Ring, sum, 0);
        if (survivors < Mechanism.Settings.FewestSurvivors || survivors > Mechanism.Settings.LargestCohort)
            throw new InvalidDataException($"The sum counts {survivors} survivors, and the noise is for {Mechanism.Settings.FewestSurvivors} to {Mechanism.Settings.LargestCohort}. Abandon the round: with too few the sum has too little noise, and any other number means that its masks did not cancel.");

        var rotated = new double[Mechanism.Dimension];
        for (var i = 0; i < rotated.Length; i++) rotated[i] = RingLanes.Read(Mechanism.Ring, sum, i + 1) * Mechanism.Settings.Granularity / survivors;
        _rotation.RotateBack(rotated.AsSpan());
        rotated.AsSpan(0, mean.Length).CopyTo(mean);

        return (int)survivors;
    }

    internal NoisedUpdate Quantise(ClippedUpdate update, SecretBytes seed)
    {
        var (settings, rotated) = (Mechanism.Settings, new double[Mechanism.Dimension]);
        if (update.Length != settings.Parameters) throw new ArgumentException($"The mechanism is for {settings.Parameters} parameters, and the update has {update.Length}.", nameof(update));
        if (!(update.Bounds.L2 <= settings.Clip)) throw new ArgumentException("The update was not clipped to the norm that the noise is for.", nameof(update));

        Rotate(update, rotated);
        var words = GC.AllocateUninitializedArray<uint>(checked(Lanes * Mechanism.Ring.Words()));
        RingLanes.Write(Mechanism.Ring, words, 0, 1);
        Round(rotated, words, seed);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(rotated.AsSpan()));
        AddNoise(words, seed);

        return new(Mechanism.Ring, words);
    }

    // In double: the norm must come out within what the clipping leaves free, however fine the granularity.
    private void Rotate(ClippedUpdate update, double[] rotated)
    {
        foreach (var (from, count, infinity) in update.Bounds.Runs(0, update.Length)) update.CopyTo(from, infinity, rotated.AsSpan(from, count));

        _rotation.Rotate(rotated.AsSpan());
    }

    // Conditional rounding: until the norm is kept, so that the sensitivity holds for the whole numbers that are sent, whatever the
    // arithmetic before did. A try succeeds with a probability above 1 - β.
    private void Round(double[] rotated, uint[] words, SecretBytes seed)
    {
        var most = Mechanism.LargestSquaredNorm;
        var attempt = 0;

        while (TryRound(rotated, words, seed, attempt) > most) attempt++;
    }

    private UInt128 TryRound(double[] rotated, uint[] words, SecretBytes seed, int attempt)
    {
        using var rounding = seed.Derive($"FedGrains/ddg-rounding/v1/{attempt}");
        using var keystream = CounterKeystream.Create(rounding.Span);
        Span<uint> uniform = stackalloc uint[1024];
        var squares = UInt128.Zero;

        for (var from = 0; from < rotated.Length; from += uniform.Length)
        {
            var part = uniform[..Math.Min(uniform.Length, rotated.Length - from)];
            part.Clear();
            keystream.ApplyFrom<ExclusiveOr>((ulong)from * sizeof(uint) / CounterKeystream.BlockSize, 0, MemoryMarshal.AsBytes(part));

            for (var i = 0; i < part.Length; i++)
            {
                var rounded = StochasticRounding.Round(rotated[from + i] / Mechanism.Settings.Granularity, part[i]);
                squares += (UInt128)((Int128)rounded * rounded);
                RingLanes.Write(Mechanism.Ring, words, from + i + 1, rounded);
            }
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(uniform));
        return squares;
    }

    private void AddNoise(uint[] words, SecretBytes seed)
    {
        for (var from = 0; from < Mechanism.Dimension; from += Slice)
        {
            using var sliceSeed = seed.Derive($"FedGrains/ddg-noise/v1/{from}");
            using var randomness = new SeededRandomness(sliceSeed);
            using var random = new RandomBits(randomness);

            for (var i = from; i < Math.Min(from + Slice, Mechanism.Dimension); i++)
                RingLanes.Write(Mechanism.Ring, words, i + 1, RingLanes.Read(Mechanism.Ring, words, i + 1) + Mechanism.SiteNoise.Sample(random));
        }
    }
}
