namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What each share of a set of holders weighs in the secret: w_i = Π x_j / (x_j - x_i) over the others (Lagrange, at 0). It is computed once and serves all secrets that the same holders opened.</summary>
internal sealed class LagrangeWeights
{
    private readonly Scalar[] _weights;

    /// <summary>The weights of distinct holders, none of them 0.</summary>
    public LagrangeWeights(ReadOnlySpan<uint> holders)
    {
        var points = new Scalar[holders.Length];
        for (var i = 0; i < points.Length; i++) points[i] = Scalar.FromInteger(holders[i]);

        var all = Scalar.One;
        foreach (var point in points) all *= point;

        _weights = Denominators(points);
        Invert(_weights);
        for (var i = 0; i < _weights.Length; i++) _weights[i] *= all;
    }

    /// <summary>The secret of these shares, in the holders' order.</summary>
    public Scalar Combine(ReadOnlySpan<Scalar> shares)
    {
        if (shares.Length != _weights.Length) throw new ArgumentException($"There are {_weights.Length} weights and {shares.Length} shares.", nameof(shares));
        var secret = Scalar.Zero;

        for (var i = 0; i < shares.Length; i++) secret += _weights[i] * shares[i];

        return secret;
    }

    private static Scalar[] Denominators(ReadOnlySpan<Scalar> points)
    {
        var denominators = points.ToArray();

        for (var i = 0; i < points.Length; i++)
            for (var j = 0; j < points.Length; j++)
                if (j != i) denominators[i] *= points[j] - points[i];

        return denominators;
    }

    // One inversion for all (Montgomery, 1987): the inverse of the product, divided back one by one.
    private static void Invert(Span<Scalar> values)
    {
        var before = new Scalar[values.Length];
        var product = Scalar.One;

        for (var i = 0; i < values.Length; i++)
        {
            before[i] = product;
            product *= values[i];
        }

        product = product.Inverse();

        for (var i = values.Length - 1; i >= 0; i--) (values[i], product) = (product * before[i], product * values[i]);
    }
}
