namespace FedGrains.Privacy.Accounting;

/// <summary>What events come down to: the mechanisms that accountants know a bound for.</summary>
internal abstract record Mechanism
{
    private Mechanism()
    {
    }

    public sealed record Gaussian(double NoiseMultiplier) : Mechanism;

    /// <summary>Gaussian noise on a Poisson sample, with a rate between 0 and 1.</summary>
    public sealed record SampledGaussian(double Rate, double NoiseMultiplier) : Mechanism;

    public sealed record Laplace(double NoiseMultiplier) : Mechanism;

    public sealed record ZeroConcentrated(double Rho) : Mechanism;

    /// <summary>No accountant has a bound.</summary>
    public sealed record Unbounded : Mechanism;
}
