using System.Numerics;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>How many sets of a population hold how many of its marked members, in exact integers.</summary>
internal sealed class Hypergeometric(int population, int marked)
{
    private readonly BigInteger[] _sets = Row(population), _marked = Row(marked), _others = Row(population - marked);

    /// <summary>All sets of <paramref name="size"/> members.</summary>
    public BigInteger Sets(int size) => _sets[size];

    /// <summary>The sets of <paramref name="size"/> members of which exactly <paramref name="count"/> are marked.</summary>
    public BigInteger Sets(int size, int count) =>
        count < _marked.Length && size - count < _others.Length ? _marked[count] * _others[size - count] : BigInteger.Zero;

    // The binomial coefficients of n.
    private static BigInteger[] Row(int n)
    {
        var row = new BigInteger[n + 1];
        row[0] = BigInteger.One;
        for (var k = 1; k <= n; k++) row[k] = row[k - 1] * (n - k + 1) / k;

        return row;
    }
}
