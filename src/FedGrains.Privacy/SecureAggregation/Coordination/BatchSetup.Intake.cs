using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

public sealed partial class BatchSetup
{
    private (BatchSetup, Refusal?) Take(SignedMessage<KeyAdvertisement> advertisement)
    {
        if (KeySet.JudgeOne(advertisement, _pinned, Batch) is { } refusal) return (this, refusal);

        if (Advertisements.FirstOrDefault(a => a.Body.Site == advertisement.Body.Site) is { } held)
            return (this, held.Body.Keys.SequenceEqual(advertisement.Body.Keys) ? null : Twice(advertisement.Body, "keys"));

        if (Phase is not SetupPhase.Advertising) return (this, Late("keys"));

        // A key that is there already would spoil the whole set.
        var known = Advertisements.SelectMany(a => a.Body.Keys).ToHashSet();
        if (!advertisement.Body.Keys.All(known.Add)) return (this, new(RefusalKind.DuplicateKey, $"A key of {Name(advertisement.Body)} is used twice in rounds {Batch}."));

        return (new(Roster, _pinned, Invitation, Phase, Keys, Insert(Advertisements, advertisement), Deliveries, Receipts), null);
    }

    private (BatchSetup, Refusal?) Take(ShareDelivery delivery)
    {
        if (Keys is null) return (this, new(RefusalKind.OutOfOrder, $"The keys of rounds {Batch} are not settled."));

        var offer = delivery.Offer.Body;
        if (ShareIntake.Judge(delivery.Offer, _pinned, Keys.Context, Keys.Graph) is { } refusal) return (this, refusal);
        if (!delivery.Envelopes.Select(WireMessage.Digest).SequenceEqual(offer.Envelopes) || delivery.Envelopes.Any(e => e.From != offer.Site) || !delivery.Envelopes.Select(e => e.To).SequenceEqual(offer.Recipients))
            return (this, new(RefusalKind.BadShares, $"The envelopes of {Name(offer)} are not those that it announced."));

        if (Deliveries.FirstOrDefault(d => d.Offer.Body.Site == offer.Site) is { } held)
            return (this, held.Offer.Body.Envelopes.SequenceEqual(offer.Envelopes) ? null : Twice(offer, "shares"));

        return Phase is SetupPhase.Sharing
            ? (new(Roster, _pinned, Invitation, Phase, Keys, Advertisements, [.. Deliveries.Append(delivery).OrderBy(d => d.Offer.Body.Site)], Receipts), null)
            : (this, Late("shares"));
    }

    private (BatchSetup, Refusal?) Take(SignedMessage<ShareReceipt> receipt)
    {
        if (Phase is not SetupPhase.Confirming) return (this, new(RefusalKind.OutOfOrder, $"Rounds {Batch} wait for no receipts."));
        if (receipt.Judge(_pinned) is { } refusal) return (this, refusal);
        if (receipt.Body.Batch != Batch || receipt.Body.Setup != Keys!.Digest) return (this, new(RefusalKind.Replay, $"The receipt of {Name(receipt.Body)} is for another setup."));

        // A site that has taken in more says so again; one that holds less than it said has not.
        var held = Receipts.FirstOrDefault(r => r.Body.Site == receipt.Body.Site);
        if (held is not null && held.Body.Dealers.Length >= receipt.Body.Dealers.Length) return (this, null);

        return (new(Roster, _pinned, Invitation, Phase, Keys, Advertisements, Deliveries, Insert(Receipts.RemoveAll(r => r.Body.Site == receipt.Body.Site), receipt)), null);
    }

    private static ImmutableArray<SignedMessage<T>> Insert<T>(ImmutableArray<SignedMessage<T>> statements, SignedMessage<T> statement) where T : IWireMessage<T>, ISiteStatement =>
        [.. statements.Append(statement).OrderBy(s => s.Body.Site)];

    private Refusal Twice(ISiteStatement statement, string what) => new(RefusalKind.Equivocation, $"{Name(statement)} has sent other {what} for rounds {Batch} before. The first stand.");

    private Refusal Late(string what) => new(RefusalKind.OutOfOrder, $"The {what} of rounds {Batch} are settled. Wait for the next batch.");

    private SiteId Name(ISiteStatement statement) => _pinned.Roster.Sites[statement.Site].Id;
}
