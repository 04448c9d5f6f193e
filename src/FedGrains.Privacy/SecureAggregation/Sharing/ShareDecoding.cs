namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// Shares of which some are wrong are a word of a Reed-Solomon code with errors (McEliece and Sarwate, 1981). Decoding (Gao, 2003)
/// finds the polynomial when at most (shares - threshold) / 2 are wrong.
/// </summary>
internal static class ShareDecoding
{
    /// <summary>The polynomial below degree <paramref name="threshold"/> that most shares lie on, or null when too many are wrong.</summary>
    public static Polynomial? Decode(ReadOnlySpan<uint> holders, ReadOnlySpan<Scalar> shares, int threshold)
    {
        var points = new Scalar[holders.Length];
        var nodes = new Polynomial(Scalar.One);

        for (var i = 0; i < points.Length; i++)
        {
            points[i] = Scalar.FromInteger(holders[i]);
            nodes *= new Polynomial(Scalar.Zero - points[i], Scalar.One);
        }

        return Gao(nodes, Polynomial.Through(points, shares), points.Length, threshold);
    }

    // Extended Euclid on the nodes and the interpolation, stopped half-way: remainder = locator · secret polynomial.
    private static Polynomial? Gao(Polynomial nodes, Polynomial interpolation, int length, int threshold)
    {
        var (previous, remainder) = (nodes, interpolation);
        var (earlier, locator) = (new Polynomial(), new Polynomial(Scalar.One));

        while (2 * remainder.Degree >= length + threshold)
        {
            var (quotient, next) = previous.DivideBy(remainder);
            (previous, remainder) = (remainder, next);
            (earlier, locator) = (locator, earlier - (quotient * locator));
        }

        var (polynomial, rest) = remainder.DivideBy(locator);

        return rest.Degree < 0 && polynomial.Degree < threshold ? polynomial : null;
    }
}
