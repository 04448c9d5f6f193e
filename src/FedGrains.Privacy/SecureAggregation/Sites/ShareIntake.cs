using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What came of a bundle of shares.</summary>
/// <param name="Batch">The batch with the shares that were taken in.</param>
/// <param name="Refusals">Why others were not.</param>
/// <param name="RolledBack">A position of this site's journal that it signed once and that this journal never had, or null.</param>
internal sealed record ShareIntake(SiteBatch Batch, ImmutableArray<Refusal> Refusals, JournalPosition? RolledBack)
{
    /// <summary>Opens the envelopes of a bundle, each by itself: a site that deals badly does not keep the others' shares out.</summary>
    public static ShareIntake Take(SiteState state, SiteIdentity me, SiteBatch held, ShareBundle bundle)
    {
        // The first shares of a dealer stand: they are those that others hold the rest of.
        var opened = OpenedShares.Open(state, me, held, [.. bundle.Shares.Where(s => !held.Dealers.Contains(s.Offer.Body.Site))]);
        var rolledBack = opened.Select(o => o.RolledBack).FirstOrDefault(r => r is not null);
        var batch = rolledBack is null ? Keep(held, [.. opened.Where(o => o.Plaintext is not null)]) : held;

        foreach (var one in opened) one.Plaintext?.Dispose();

        return new(batch, [.. opened.Select(o => o.Refusal).OfType<Refusal>()], rolledBack);
    }

    /// <summary>Why an offer does not count in a batch.</summary>
    public static Refusal? Judge(SignedMessage<ShareOffer> offer, PinnedRoster pinned, SetupContext context, NeighbourGraph graph) =>
        offer.Judge(pinned) ?? offer.Body switch
        {
            var body when body.Batch != context.Batch => new(RefusalKind.Replay, $"The shares of {Name(pinned, body)} are for rounds {body.Batch}, not {context.Batch}."),
            var body when body.Setup != context.Setup => new(RefusalKind.Equivocation, $"{Name(pinned, body)} was shown other keys for rounds {body.Batch}. The coordinator is not telling all sites the same."),
            var body when !body.Recipients.SequenceEqual(graph.Neighbours(body.Site)) => new(RefusalKind.WrongShape, $"{Name(pinned, body)} did not deal to its neighbours."),
            _ => null,
        };

    private static SiteBatch Keep(SiteBatch held, OpenedShares[] opened)
    {
        if (opened.Length == 0) return held;

        var shares = opened.Select(o => (held.Setup!.Holders.BinarySearch(o.Dealer), o.Plaintext!)).ToArray();

        return held with
        {
            Secrets = [.. held.Secrets.Select((s, slot) => s?.With(shares, slot))],
            Dealers = [.. held.Dealers.Concat(opened.Select(o => o.Dealer)).Order()],
        };
    }

    private static SiteId Name(PinnedRoster pinned, ShareOffer offer) => pinned.Roster.Sites[offer.Site].Id;
}
