using System.Collections.Immutable;
using System.Globalization;

using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Statements;

namespace FedGrains.Grains.Models;

/// <summary>Prices the noised sums of a run for a site as a whole, and puts it into words.</summary>
internal static class SiteStatement
{
    private static readonly IAccountant s_accountant = AccountantCatalog.Find(AccountantNames.Zcdp);

    /// <summary>What hangs on the others in a noised sum.</summary>
    public const string LessNoise = "a site that adds less noise than it agreed to: each site's own program adds its share, and nobody else can see that it did.";

    private static readonly ImmutableArray<string> BesideTheSums =
    [
        "what sites tell beside their updates: how many records they trained on, measurements of the model on held-out records, and how long training took.",
        LessNoise,
    ];

    /// <summary>The promise about the version that a round with this plan makes; null where the round's sum has no noise.</summary>
    /// <param name="before">The promise about the version before.</param>
    /// <param name="lost">ρ of each sum since that was opened, or may have been, and of which no version came.</param>
    /// <param name="plan">The round's plan.</param>
    public static SitePromise? After(SitePromise? before, ImmutableArray<double> lost, RoundPlan plan)
    {
        if (plan.Site.Masking is not { Noise: { } noise } masking) return null;

        var (rho, sums) = ((before?.Rho ?? 0) + lost.Sum() + noise.Rho, (before?.Sums ?? 0) + lost.Length + 1);
        var mechanism = string.Create(CultureInfo.InvariantCulture, $"{Sums(sums)} of the sites' updates with the noise multiplier {noise.NoiseMultiplier:G6}, the clipping norm of the last {masking.Clip:G6}");
        var statement = PrivacyStatement.Of(PrivacyUnit.Site, mechanism, [new PrivacyEvent.ZeroConcentrated(rho)], plan.Masking!.Delta!.Value, s_accountant, [CountedOn(noise), .. BesideTheSums]);

        return new("zeroOutOne", statement.Epsilon, statement.Delta, statement.Accountant, rho, sums, statement.Mechanism, statement.NotCovered, statement.Sentence);
    }

    private static string CountedOn(SiteNoise noise) => noise.FewestSurvivors == 1
        ? "sites that take their own noise off what they see: the noise of one site is counted on."
        : $"more sites that put together what they know of their own noise than are allowed for: the noise of {noise.FewestSurvivors} sites is counted on.";

    private static string Sums(int count) => count == 1 ? "one noised sum" : string.Create(CultureInfo.InvariantCulture, $"{count} noised sums");
}
