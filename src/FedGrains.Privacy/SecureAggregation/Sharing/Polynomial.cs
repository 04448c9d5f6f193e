namespace FedGrains.Privacy.SecureAggregation;

/// <summary>A polynomial over GF(n), constant term first, without leading zeros. For opened shares only: its time depends on the values.</summary>
internal sealed class Polynomial
{
    private readonly Scalar[] _coefficients;

    public Polynomial(params ReadOnlySpan<Scalar> coefficients)
    {
        var length = coefficients.Length;
        while (length > 0 && coefficients[length - 1].IsZero) length--;

        _coefficients = coefficients[..length].ToArray();
    }

    /// <summary>The degree; -1 of the zero polynomial.</summary>
    public int Degree => _coefficients.Length - 1;

    /// <summary>The value at <paramref name="x"/>.</summary>
    public Scalar At(Scalar x) => SecretSharing.Evaluate(_coefficients, x);

    /// <summary>The polynomial of the least degree through all points (Newton's divided differences).</summary>
    public static Polynomial Through(ReadOnlySpan<Scalar> xs, ReadOnlySpan<Scalar> ys)
    {
        var sum = new Polynomial();
        var nodes = new Polynomial(Scalar.One);

        for (var i = 0; i < xs.Length; i++)
        {
            var step = (ys[i] - sum.At(xs[i])) * nodes.At(xs[i]).Inverse();
            sum -= nodes * new Polynomial(Scalar.Zero - step);
            nodes *= new Polynomial(Scalar.Zero - xs[i], Scalar.One);
        }

        return sum;
    }

    public static Polynomial operator -(Polynomial left, Polynomial right)
    {
        var difference = new Scalar[Math.Max(left._coefficients.Length, right._coefficients.Length)];
        left._coefficients.CopyTo(difference, 0);

        for (var i = 0; i < right._coefficients.Length; i++) difference[i] -= right._coefficients[i];

        return new(difference);
    }

    public static Polynomial operator *(Polynomial left, Polynomial right)
    {
        var product = new Scalar[Math.Max(0, left._coefficients.Length + right._coefficients.Length - 1)];

        for (var i = 0; i < left._coefficients.Length; i++)
            for (var j = 0; j < right._coefficients.Length; j++)
                product[i + j] += left._coefficients[i] * right._coefficients[j];

        return new(product);
    }

    /// <summary>this = quotient · divisor + remainder.</summary>
    public (Polynomial Quotient, Polynomial Remainder) DivideBy(Polynomial divisor)
    {
        var remainder = (Scalar[])_coefficients.Clone();
        var quotient = new Scalar[Math.Max(0, Degree - divisor.Degree + 1)];
        var inverse = divisor._coefficients[^1].Inverse();

        for (var i = quotient.Length - 1; i >= 0; i--)
        {
            quotient[i] = remainder[i + divisor.Degree] * inverse;
            for (var j = 0; j <= divisor.Degree; j++) remainder[i + j] -= quotient[i] * divisor._coefficients[j];
        }

        return (new(quotient), new(remainder));
    }
}
