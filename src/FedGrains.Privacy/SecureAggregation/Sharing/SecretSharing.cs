using System.Security.Cryptography;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// Shamir's secret sharing (1979) over GF(n): a random polynomial of degree threshold - 1 whose value at 0 is the secret; the share of
/// holder x is its value at x. Any threshold shares give the secret; fewer are uniform and independent of it.
/// </summary>
internal static class SecretSharing
{
    /// <summary>Shares a secret.</summary>
    /// <param name="secret">The secret.</param>
    /// <param name="threshold">How many shares it takes, 1 to the number of holders.</param>
    /// <param name="holders">Where the polynomial is taken, distinct and not 0: site index + 1.</param>
    /// <param name="randomness">Where the coefficients come from.</param>
    /// <param name="shares">Takes the share of each holder.</param>
    public static void Share(Scalar secret, int threshold, ReadOnlySpan<uint> holders, RandomNumberGenerator randomness, Span<Scalar> shares)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threshold, holders.Length);
        if (holders.Contains(0u)) throw new ArgumentException("Nobody may hold the value at 0: it is the secret.", nameof(holders));

        var coefficients = new Scalar[threshold];
        coefficients[0] = secret;
        for (var i = 1; i < threshold; i++) coefficients[i] = Scalar.Random(randomness);

        for (var i = 0; i < holders.Length; i++) shares[i] = Evaluate(coefficients, Scalar.FromInteger(holders[i]));

        Array.Clear(coefficients);
    }

    /// <summary>The value of a polynomial, constant term first (Horner).</summary>
    public static Scalar Evaluate(ReadOnlySpan<Scalar> coefficients, Scalar x)
    {
        var value = Scalar.Zero;

        for (var i = coefficients.Length - 1; i >= 0; i--) value = (value * x) + coefficients[i];

        return value;
    }
}
