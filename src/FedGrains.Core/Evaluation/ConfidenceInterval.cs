namespace FedGrains.Core.Evaluation;

/// <summary>A 95 % confidence interval.</summary>
public sealed record ConfidenceInterval(double Lower, double Upper)
{
    private const double Z = 1.959963984540054;

    /// <summary>Wilson's score interval of a share of <paramref name="count"/> records (Wilson, 1927).</summary>
    public static ConfidenceInterval Wilson(double share, long count)
    {
        var scale = 1 + (Z * Z / count);
        var middle = (share + (Z * Z / (2 * count))) / scale;
        var half = Z / scale * Math.Sqrt((share * (1 - share) / count) + (Z * Z / (4.0 * count * count)));

        return new(Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>The part of the interval that is possible at all.</summary>
    public ConfidenceInterval Within(double least, double most) => new(Math.Clamp(Lower, least, most), Math.Clamp(Upper, least, most));

    /// <summary>The normal interval of a mean.</summary>
    public static ConfidenceInterval Normal(double mean, double variance, long count)
    {
        var half = Z * Math.Sqrt(variance / count);

        return new(mean - half, mean + half);
    }
}
