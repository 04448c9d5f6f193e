using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Privacy.Masking;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Noise;

/// <summary>
/// Turns clipped updates into noised ring elements by the distributed discrete Gaussian mechanism, and reads the mean from their sum.
/// Every site has the weight 1: the count is public, where weights would tell of a site. Lane 0 is 1, so that the sum's lane 0 counts the
/// survivors; the rotated parameters follow, padded to whole blocks; and where the clip adapts, a noised vote of the site on it is last.
/// </summary>
public sealed class DistributedGaussianQuantiser : ISumReader
{
    // What follows from a seed of its own: a block, so that blocks are done side by side.
    private const int Block = HadamardRotation.BlockSize;

    private readonly HadamardRotation _rotation;

    /// <summary>A quantiser of one round.</summary>
    /// <param name="mechanism">The mechanism.</param>
    /// <param name="rotationSeed">32 public random bytes, the round's own, the same at every site.</param>
    /// <param name="votes">The mechanism of the votes on the clip: of one parameter, with the clip 1, in the same ring and for the same cohort; null where the clip does not adapt.</param>
    public DistributedGaussianQuantiser(DistributedGaussian mechanism, ReadOnlySpan<byte> rotationSeed, DistributedGaussian? votes = null)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        if (votes is not null && !Fits(votes, mechanism)) throw new ArgumentException("Votes have one parameter, the clip 1, and the ring and the cohort of the updates.", nameof(votes));

        (Mechanism, Votes, _rotation) = (mechanism, votes, new(rotationSeed));
    }

    /// <summary>The mechanism.</summary>
    public DistributedGaussian Mechanism { get; }

    /// <summary>The mechanism of the votes on the clip; null where the clip does not adapt.</summary>
    public DistributedGaussian? Votes { get; }

    /// <inheritdoc/>
    public UpdateRing Ring => Mechanism.Ring;

    /// <summary>Lanes of an update: the count's, one for each padded parameter, and one for a vote.</summary>
    public int Lanes => checked(Mechanism.Dimension + (Votes is null ? 1 : 2));

    /// <summary>ρ of one round, votes included: it is ρ-zCDP.</summary>
    public double Rho => Mechanism.Rho + (Votes?.Rho ?? 0);

    /// <inheritdoc/>
    public int LanesOf(int firstParameter, int parameters)
    {
        var isLast = firstParameter + parameters == Mechanism.Settings.Parameters;
        if (firstParameter % Block != 0 || !(isLast || parameters % Block == 0)) throw new ArgumentException($"Pieces of a rotated sum are whole blocks of {Block} parameters.", nameof(parameters));

        return isLast ? Mechanism.Dimension - firstParameter : parameters;
    }

    /// <summary>Reads from lane 0 of a sum how many updates are in it.</summary>
    /// <exception cref="InvalidDataException">It counts fewer survivors than the noise was made for, or more than the cohort: it must not be released.</exception>
    public long TotalWeight(ReadOnlySpan<uint> lane)
    {
        RingLanes.Require(Ring, lane, 1);
        var survivors = RingLanes.Read(Ring, lane, 0);

        return survivors >= Mechanism.Settings.FewestSurvivors && survivors <= Mechanism.Settings.LargestCohort
            ? survivors
            : throw new InvalidDataException($"The sum counts {survivors} survivors, and the noise is for {Mechanism.Settings.FewestSurvivors} to {Mechanism.Settings.LargestCohort}. Abandon the round: with too few the sum has too little noise, and any other number means that its masks did not cancel.");
    }

    /// <inheritdoc/>
    /// <remarks>The mean of the whole is off by the noise, and by the rounding, whose L2 norm is below γ√d.</remarks>
    public void Mean(ReadOnlySpan<uint> sum, int firstParameter, long totalWeight, Span<double> mean)
    {
        RingLanes.Require(Ring, sum, LanesOf(firstParameter, mean.Length));
        ArgumentOutOfRangeException.ThrowIfLessThan(totalWeight, 1);
        var lanes = sum.Length / Ring.Words();
        var rotated = new double[Math.Min(Block, lanes)];

        for (var from = 0; from < lanes; from += rotated.Length)
        {
            for (var i = 0; i < rotated.Length; i++) rotated[i] = RingLanes.Read(Ring, sum, from + i) * Mechanism.Settings.Granularity / totalWeight;
            _rotation.RotateBack(rotated.AsSpan(), firstParameter + from);
            rotated.AsSpan(0, Math.Min(rotated.Length, mean.Length - from)).CopyTo(mean[from..]);
        }
    }

    /// <summary>The noisy count of the updates within the clip, each 1/2, less those beyond it, each 1/2, from the last lane of a sum.</summary>
    /// <exception cref="InvalidOperationException">The clip does not adapt.</exception>
    public double VoteCount(ReadOnlySpan<uint> lane)
    {
        var votes = Votes ?? throw new InvalidOperationException("There are no votes where the clip does not adapt.");
        RingLanes.Require(Ring, lane, 1);

        return RingLanes.Read(Ring, lane, 0) * votes.Settings.Granularity / 2;
    }

    internal NoisedUpdate Quantise(ClippedUpdate update, SecretBytes seed)
    {
        var (settings, rotated) = (Mechanism.Settings, new double[Mechanism.Dimension]);
        if (update.Length != settings.Parameters) throw new ArgumentException($"The mechanism is for {settings.Parameters} parameters, and the update has {update.Length}.", nameof(update));
        if (!(update.Bounds.L2 <= settings.Clip)) throw new ArgumentException("The update was not clipped to the norm that the noise is for.", nameof(update));

        Rotate(update, rotated);
        var words = GC.AllocateUninitializedArray<uint>(checked(Lanes * Ring.Words()));
        RingLanes.Write(Ring, words, 0, 1);
        Round(rotated, words, seed);
        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(rotated.AsSpan()));
        AddNoise(words, seed);
        if (Votes is { } votes) RingLanes.Write(Ring, words, Lanes - 1, Vote(votes, update.WasWithinNorm, seed));

        return new(Ring, words);
    }

    private static bool Fits(DistributedGaussian votes, DistributedGaussian mechanism) =>
        votes.Ring == mechanism.Ring
        && votes.Settings is { Parameters: 1, Clip: 1 }
        && (votes.Settings.FewestSurvivors, votes.Settings.LargestCohort) == (mechanism.Settings.FewestSurvivors, mechanism.Settings.LargestCohort);

    // A whole number of steps, so that nothing is rounded.
    private static long Vote(DistributedGaussian votes, bool isWithin, SecretBytes seed)
    {
        using var own = seed.Derive("FedGrains/ddg-vote/v1");
        using var randomness = new SeededRandomness(own);
        using var random = new RandomBits(randomness);
        var steps = (long)Math.Floor(1 / votes.Settings.Granularity);

        return (isWithin ? steps : -steps) + votes.SiteNoise.Sample(random);
    }

    // In double: the norm must come out within what the clipping leaves free, however fine the granularity.
    private void Rotate(ClippedUpdate update, double[] rotated)
    {
        foreach (var (from, count, infinity) in update.Bounds.Runs(0, update.Length)) update.CopyTo(from, infinity, rotated.AsSpan(from, count));

        EachBlock((from, count) => _rotation.Rotate(rotated.AsSpan(from, count), from));
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
                RingLanes.Write(Ring, words, from + i + 1, rounded);
            }
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(uniform));
        return squares;
    }

    private void AddNoise(uint[] words, SecretBytes seed) => EachBlock((from, count) =>
    {
        using var own = seed.Derive($"FedGrains/ddg-noise/v1/{from}");
        using var randomness = new SeededRandomness(own);
        using var random = new RandomBits(randomness);

        for (var i = from; i < from + count; i++)
            RingLanes.Write(Ring, words, i + 1, RingLanes.Read(Ring, words, i + 1) + Mechanism.SiteNoise.Sample(random));
    });

    private void EachBlock(Action<int, int> work) =>
        Parallel.For(0, (Mechanism.Dimension + Block - 1) / Block, i => work(i * Block, Math.Min(Block, Mechanism.Dimension - (i * Block))));
}
