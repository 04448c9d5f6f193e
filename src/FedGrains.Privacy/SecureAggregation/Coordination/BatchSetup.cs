using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// The coordinator's record of the setup of a batch: it collects and passes on, and sees no secret. Every method returns what is next;
/// store it before its messages are sent.
/// </summary>
public sealed partial class BatchSetup
{
    private readonly PinnedRoster _pinned;

    private BatchSetup(
        SignedRoster roster, PinnedRoster pinned, SignedMessage<BatchInvitation> invitation, SetupPhase phase, BatchKeys? keys,
        ImmutableArray<SignedMessage<KeyAdvertisement>> advertisements, ImmutableArray<ShareDelivery> deliveries, ImmutableArray<SignedMessage<ShareReceipt>> receipts)
    {
        (Roster, _pinned, Invitation, Phase, Keys) = (roster, pinned, invitation, phase, keys);
        (Advertisements, Deliveries, Receipts) = (advertisements, deliveries, receipts);
    }

    /// <summary>The roster and its signatures.</summary>
    public SignedRoster Roster { get; }

    /// <summary>What was asked for.</summary>
    public SignedMessage<BatchInvitation> Invitation { get; }

    /// <summary>Where the setup stands.</summary>
    public SetupPhase Phase { get; }

    /// <summary>The keys of all, once they are settled.</summary>
    public BatchKeys? Keys { get; }

    /// <summary>The keys that arrived, by site.</summary>
    public ImmutableArray<SignedMessage<KeyAdvertisement>> Advertisements { get; }

    /// <summary>The shares that arrived, by dealer.</summary>
    public ImmutableArray<ShareDelivery> Deliveries { get; }

    /// <summary>The receipts that arrived, by site.</summary>
    public ImmutableArray<SignedMessage<ShareReceipt>> Receipts { get; }

    /// <summary>The rounds.</summary>
    public Batch Batch => Invitation.Body.Batch;

    internal PinnedRoster Pinned => _pinned;

    /// <summary>The setup of a batch that is about to be asked for, with the invitation signed by the coordinator's key.</summary>
    public static BatchSetup Open(SignedRoster roster, SignedMessage<BatchInvitation> invitation)
    {
        ArgumentNullException.ThrowIfNull(roster);
        ArgumentNullException.ThrowIfNull(invitation);

        return new(roster, new(roster.Roster, roster.Roster.Digest()), invitation, SetupPhase.Advertising, null, [], [], []);
    }

    /// <summary>The same, signed here.</summary>
    public static BatchSetup Open(SignedRoster roster, Batch batch, IStatementSigner coordinator)
    {
        ArgumentNullException.ThrowIfNull(roster);
        return Open(roster, Statement.Sign(new BatchInvitation(Scope.Of(new(roster.Roster, roster.Roster.Digest())), batch), coordinator));
    }

    /// <summary>Takes in a site's message, or says why not. What is known already changes nothing.</summary>
    public (BatchSetup Next, Refusal? Refusal) Receive(ReadOnlySpan<byte> message)
    {
        try
        {
            return WireMessage.Kind(message) switch
            {
                MessageKind.KeyAdvertisement => Take(WireMessage.Parse<SignedMessage<KeyAdvertisement>>(message)),
                MessageKind.ShareDelivery => Take(WireMessage.Parse<ShareDelivery>(message)),
                MessageKind.ShareReceipt => Take(WireMessage.Parse<SignedMessage<ShareReceipt>>(message)),
                _ => throw new FormatException("This is not a message of a setup."),
            };
        }
        catch (FormatException fault)
        {
            return (this, new(RefusalKind.Malformed, fault.Message));
        }
    }

    /// <summary>The sites that are still awaited.</summary>
    public ImmutableArray<int> Awaited => Phase switch
    {
        SetupPhase.Advertising => [.. Enumerable.Range(0, Roster.Roster.Sites.Length).Except(Advertisements.Select(a => a.Body.Site))],
        SetupPhase.Sharing => [.. Keys!.Graph.Members.Except(Deliveries.Select(d => d.Offer.Body.Site))],
        SetupPhase.Confirming => [.. Deliveries.Select(d => d.Offer.Body.Site).Except(Receipts.Select(r => r.Body.Site))],
        SetupPhase.Abandoned => [],
    };

    /// <summary>The messages that awaited sites need, to be sent now or again. A site that has answered gets none.</summary>
    public IEnumerable<Outgoing> Outgoing() => Phase switch
    {
        SetupPhase.Advertising => To(Awaited, WireMessage.Encode(Invitation)),
        SetupPhase.Sharing => To(Awaited, WireMessage.Encode(Keys!.Keys)),
        SetupPhase.Confirming => Awaited.Select(site => new Outgoing(_pinned.Roster.Sites[site].Id, WireMessage.Encode(Bundle(site)))),
        SetupPhase.Abandoned => [],
    };

    /// <summary>Ends the phase with those who have answered; ends the setup when they are too few. Confirming has no end.</summary>
    public BatchSetup Close() => Phase switch
    {
        SetupPhase.Advertising => CloseAdvertising(),
        SetupPhase.Sharing => Deliveries.Length < _pinned.Roster.Terms.LeastSurvivors ? Next(SetupPhase.Abandoned) : Next(SetupPhase.Confirming),
        SetupPhase.Confirming or SetupPhase.Abandoned => this,
    };

    /// <summary>Of the sites that are wanted in a round, those that can be in it together: neighbours hold each other's shares.</summary>
    public ImmutableArray<int> Usable(IEnumerable<int> wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        if (Phase is not SetupPhase.Confirming) return [];

        var held = Receipts.ToDictionary(r => r.Body.Site, r => r.Body.Dealers.ToHashSet());
        var usable = wanted.Where(held.ContainsKey).Distinct().Order().ToList();

        // Whoever lacks most goes first, until nobody lacks anything.
        while (usable.Count > 0 && usable.Select(site => (Site: site, Missing: usable.Count(other => Keys!.Graph.AreNeighbours(site, other) && !(held[site].Contains(other) && held[other].Contains(site))))).MaxBy(s => s.Missing) is { Missing: > 0 } worst)
            usable.Remove(worst.Site);

        return [.. usable];
    }

    private ShareBundle Bundle(int site) => new([.. Deliveries
        .Where(d => d.Offer.Body.EnvelopeFor(site) is not null)
        .Select(d => new DealtShares(d.Offer, d.Envelopes.First(e => e.To == site)))]);

    private BatchSetup CloseAdvertising()
    {
        var (keys, _) = BatchKeys.Of(_pinned, Batch, new(Advertisements));

        return keys is null ? Next(SetupPhase.Abandoned) : new(Roster, _pinned, Invitation, SetupPhase.Sharing, keys, Advertisements, [], []);
    }

    private BatchSetup Next(SetupPhase phase) => new(Roster, _pinned, Invitation, phase, Keys, Advertisements, Deliveries, Receipts);

    private IEnumerable<Outgoing> To(ImmutableArray<int> sites, byte[] message) => sites.Select(site => new Outgoing(_pinned.Roster.Sites[site].Id, message));
}
