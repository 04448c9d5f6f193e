using System.Collections.Immutable;

namespace FedGrains.Privacy.Accounting;

/// <summary>The names of the accountants, as configurations, statements and the command line write them.</summary>
public static class AccountantNames
{
    /// <summary>The privacy loss distribution, composed numerically: exact to rounding for Gaussian noise with and without Poisson sampling. The default.</summary>
    public const string Pld = "pld";

    /// <summary>Rényi differential privacy: a little loose, fast, and cheap to keep up to date event by event.</summary>
    public const string Rdp = "rdp";

    /// <summary>The exact formula for Gaussian noise without sampling.</summary>
    public const string Gaussian = "gaussian";

    /// <summary>Zero-concentrated differential privacy: ρ adds up. Without sampling only.</summary>
    public const string Zcdp = "zcdp";

    /// <summary>All of them, the default first.</summary>
    public static ImmutableArray<string> All { get; } = [Pld, Rdp, Gaussian, Zcdp];
}
