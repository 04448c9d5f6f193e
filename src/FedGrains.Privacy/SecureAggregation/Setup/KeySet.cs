using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>All advertisements of a batch, as the coordinator passes them on. Its digest is in every later statement, so sites that were shown different sets cannot work together.</summary>
/// <param name="Advertisements">In the order of the sites, each once.</param>
public sealed record KeySet(ImmutableArray<SignedMessage<KeyAdvertisement>> Advertisements) : IWireMessage<KeySet>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.KeySet;

    /// <summary>The sites, ascending.</summary>
    public ImmutableArray<int> Members => [.. Advertisements.Select(a => a.Body.Site)];

    /// <inheritdoc/>
    public static KeySet Read(ref WireReader reader)
    {
        var set = new KeySet(reader.ReadMessages<SignedMessage<KeyAdvertisement>>("advertisements"));
        Order.Require(set.Members, "advertisements");

        return set;
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteMessages(Advertisements);
    }

    /// <summary>A site's advertisement, or null.</summary>
    public KeyAdvertisement? Of(int site) => Advertisements.FirstOrDefault(a => a.Body.Site == site)?.Body;

    /// <summary>Why this is not a set of keys for <paramref name="batch"/>: too few sites, a statement that is not its maker's, a key used twice.</summary>
    public Refusal? Judge(PinnedRoster pinned, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        var threshold = pinned.Roster.Terms.LeastSurvivors;
        if (Advertisements.Length < threshold) return new(RefusalKind.TooFewSites, $"{Advertisements.Length} sites sent keys for rounds {batch}; it takes {threshold}.");

        var seen = new HashSet<P256Point>();

        return Advertisements.Select(a => JudgeOne(a, pinned, batch) ?? Repetition(a.Body, seen, pinned)).FirstOrDefault(refusal => refusal is not null);
    }

    /// <summary>Why an advertisement does not count in a batch.</summary>
    internal static Refusal? JudgeOne(SignedMessage<KeyAdvertisement> advertisement, PinnedRoster pinned, Batch batch) =>
        advertisement.Judge(pinned)
        ?? (advertisement.Body.Batch == batch ? null : new(RefusalKind.Replay, $"The keys of {pinned.Roster.Sites[advertisement.Body.Site].Id} are for rounds {advertisement.Body.Batch}, not {batch}."));

    // Two equal keys would make two masks equal, and cancel where they must not.
    private static Refusal? Repetition(KeyAdvertisement advertisement, HashSet<P256Point> seen, PinnedRoster pinned) =>
        advertisement.Keys.All(seen.Add) ? null : new(RefusalKind.DuplicateKey, $"A key of {pinned.Roster.Sites[advertisement.Site].Id} is used twice in rounds {advertisement.Batch}.");
}
