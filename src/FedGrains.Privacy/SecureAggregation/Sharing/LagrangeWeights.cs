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

        _weights = new Scalar[points.Length];
        for (var i = 0; i < points.Length; i++) _weights[i] = Weight(points, i);
    }

    /// <summary>The secret of these shares, in the holders' order.</summary>
    public Scalar Combine(ReadOnlySpan<Scalar> shares)
    {
        if (shares.Length != _weights.Length) throw new ArgumentException($"There are {_weights.Length} weights and {shares.Length} shares.", nameof(shares));
        var secret = Scalar.Zero;

        for (var i = 0; i < shares.Length; i++) secret += _weights[i] * shares[i];

        return secret;
    }

    private static Scalar Weight(ReadOnlySpan<Scalar> points, int of)
    {
        var (numerator, denominator) = (Scalar.One, Scalar.One);

        for (var j = 0; j < points.Length; j++)
        {
            if (j == of) continue;

            numerator *= points[j];
            denominator *= points[j] - points[of];
        }

        return numerator * denominator.Inverse();
    }
}
