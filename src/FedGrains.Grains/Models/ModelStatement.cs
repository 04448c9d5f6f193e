using System.Collections.Immutable;
using System.Globalization;

using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Statements;

namespace FedGrains.Grains.Models;

/// <summary>Prices what the nodes of a run have released, and puts it into words.</summary>
internal static class ModelStatement
{
    private static readonly ImmutableArray<string> BesideTheUpdates =
    [
        "how a site prepares its records: scaling and folds follow from all of them together, without noise.",
        "what sites tell beside their updates: measurements of the model on held-out records, and how long training took.",
        "what a site sent and the coordinator did not record; the site's own ledger counts it.",
    ];

    // Of one site's update, a changed record changes all of it at most: from one within the norm to another, which are twice as far apart as one and nothing.
    private const double RecordsOfASite = 4;

    /// <summary>The statement about a version that all this has led to.</summary>
    /// <param name="releases">What each node with an update in the run has released.</param>
    /// <param name="settings">The run's privacy settings, which may say δ; null when it has none.</param>
    public static ModelPrivacy Of(ImmutableArray<NodeReleases> releases, DpSgd? settings)
    {
        var records = releases.Max(r => Math.Max(1, r.Records));
        var delta = settings?.DeltaFor(records) ?? DpSgd.DefaultDelta(records);
        var isSummed = releases.Any(r => r.Summed > 0);
        var accountant = isSummed ? AccountantCatalog.Find(AccountantNames.Zcdp) : AccountantCatalog.Default;
        var nodes = Price(releases, delta, accountant);
        var worst = nodes.MaxBy(n => n.Epsilon)!;
        var statement = PrivacyStatement.Of(PrivacyUnit.Record, worst.Mechanism, [EventsOf(worst.Releases)], delta, accountant, isSummed ? [.. BesideTheUpdates, SiteStatement.LessNoise] : BesideTheUpdates);

        return new("record", "addOrRemoveOne", delta, statement.Accountant, nodes, statement.NotCovered, Sentence(nodes, worst, statement));
    }

    // Where all sites have one sampling rate, they have one price.
    private static ImmutableArray<NodePrivacy> Price(ImmutableArray<NodeReleases> releases, double delta, IAccountant accountant)
    {
        var prices = new Dictionary<PrivacyEvent, double>();

        double PriceOf(PrivacyEvent events) => prices.TryGetValue(events, out var known) ? known : prices[events] = accountant.Epsilon([events], delta);

        return [.. releases.Select(r => new NodePrivacy(r, WordsOf(r), PriceOf(EventsOf(r))))];
    }

    private static string Sentence(ImmutableArray<NodePrivacy> nodes, NodePrivacy worst, PrivacyStatement statement)
    {
        var plain = nodes.Where(n => n.Releases.Plain > 0).Select(n => n.Node.Value).ToArray();

        return plain.Length > 0
            ? $"Without protection: updates of {string.Join(", ", plain)} were made without noise, and nothing bounds what this version tells of any one of their records."
            : $"{(nodes.Length > 1 ? $"The records of {worst.Node} are promised least. " : "")}{statement.Sentence}";
    }

    private static PrivacyEvent.Composed EventsOf(NodeReleases releases)
    {
        PrivacyEvent[] plain = releases.Plain > 0 ? [new PrivacyEvent.NonPrivate("updates trained without noise")] : [];

        PrivacyEvent[] summed = releases.Summed > 0 ? [new PrivacyEvent.ZeroConcentrated(RecordsOfASite * releases.SummedRho)] : [];

        return new([.. releases.Noisy.Select(EventOf), .. summed, .. plain]);
    }

    private static PrivacyEvent EventOf(MechanismRounds noisy) =>
        new PrivacyEvent.Repeated(PrivacyEvent.NoisySteps(noisy.Mechanism.SamplingRate, noisy.Mechanism.NoiseMultiplier, noisy.Mechanism.Steps), noisy.Rounds);

    private static string WordsOf(NodeReleases releases)
    {
        var plain = releases.Plain > 0 ? [$"{Rounds(releases.Plain)} of training without noise"] : Array.Empty<string>();

        var summed = releases.Summed > 0 ? [$"{Rounds(releases.Summed)} of training without noise whose updates were seen in noised sums only"] : Array.Empty<string>();

        return string.Join(" and ", releases.Noisy.Select(WordsOf).Concat(summed).Concat(plain));
    }

    private static string WordsOf(MechanismRounds noisy)
    {
        var (rate, noise, norm, steps) = noisy.Mechanism;
        var sample = rate == 1 ? "on all records" : string.Create(CultureInfo.InvariantCulture, $"on a Poisson sample with the rate {rate:G6}");

        return string.Create(CultureInfo.InvariantCulture, $"{Rounds(noisy.Rounds)} of {Steps(steps)} of DP-SGD {sample} with the noise multiplier {noise:G6} and the clipping norm {norm:G6}");
    }

    private static string Rounds(int count) => count == 1 ? "one round" : string.Create(CultureInfo.InvariantCulture, $"{count} rounds");

    private static string Steps(int count) => count == 1 ? "one step" : string.Create(CultureInfo.InvariantCulture, $"{count} steps");
}
