using System.Numerics;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A degree of the neighbour graph, and how many neighbours' shares open a secret.</summary>
public readonly record struct DegreeAndThreshold(int Degree, int Threshold);

/// <summary>
/// The smallest degrees that are safe: hypergeometric tails and a union bound, as in Bell et al., "Secure single-server aggregation
/// with (poly)logarithmic overhead" (CCS 2020), section 3. Computed in exact integers, so that every machine finds the same graph.
/// </summary>
public static class DegreeBounds
{
    /// <summary>Fewer than threshold are corrupt in every set, but for a probability of 2^-40.</summary>
    public const int SecurityBits = 40;

    /// <summary>At least threshold are left in every set, but for a probability of 2^-30.</summary>
    public const int CorrectnessBits = 30;

    /// <summary>The smallest degree, with its smallest threshold, for which both hold in all of <paramref name="sets"/> sets of that many sites.</summary>
    /// <param name="population">Sites that a set is drawn from.</param>
    /// <param name="corrupt">Corrupt sites in the population.</param>
    /// <param name="dropped">Sites of the population that drop out, by chance.</param>
    /// <param name="sets">How many sets the union bound counts.</param>
    /// <param name="step">Degrees are 4 and so on in steps of this: 1, or 2 for graphs that need an even degree.</param>
    /// <returns>Null when no degree up to the population is enough.</returns>
    public static DegreeAndThreshold? Minimal(int population, int corrupt, int dropped, long sets, int step = 1)
    {
        var (corruption, absence) = (new Hypergeometric(population, corrupt), new Hypergeometric(population, dropped));

        for (var degree = 4; degree <= population; degree += step)
        {
            if (SafeThreshold(corruption, degree, sets) is { } threshold && Survives(absence, degree, threshold, sets)) return new(degree, threshold);
        }

        return null;
    }

    /// <summary>The smallest threshold that corrupt sites do not reach in any of <paramref name="sets"/> sets of <paramref name="degree"/> sites, or null when they could fill one.</summary>
    public static int? SafeThreshold(int population, int corrupt, int degree, long sets) => SafeThreshold(new(population, corrupt), degree, sets);

    private static int? SafeThreshold(Hypergeometric corruption, int degree, long sets)
    {
        var tail = BigInteger.Zero;

        // From the top down the tail grows until it is too heavy; one above that is the threshold.
        for (var count = degree; count >= 1; count--)
        {
            tail += corruption.Sets(degree, count);

            if ((tail * sets) << SecurityBits >= corruption.Sets(degree)) return count < degree ? count + 1 : null;
        }

        return 1;
    }

    private static bool Survives(Hypergeometric absence, int degree, int threshold, long sets)
    {
        var tail = BigInteger.Zero;
        for (var lost = degree - threshold + 1; lost <= degree; lost++) tail += absence.Sets(degree, lost);

        return (tail * sets) << CorrectnessBits < absence.Sets(degree);
    }
}
