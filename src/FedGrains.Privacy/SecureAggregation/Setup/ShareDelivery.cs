using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>S2: a site's offer, and the envelopes that the coordinator is to pass on.</summary>
/// <param name="Offer">The public statement.</param>
/// <param name="Envelopes">One for each recipient, in the offer's order.</param>
public sealed record ShareDelivery(SignedMessage<ShareOffer> Offer, ImmutableArray<ShareEnvelope> Envelopes) : IWireMessage<ShareDelivery>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ShareDelivery;

    /// <inheritdoc/>
    public static ShareDelivery Read(ref WireReader reader)
    {
        var delivery = new ShareDelivery(reader.ReadMessage<SignedMessage<ShareOffer>>("offer"), reader.ReadMessages<ShareEnvelope>("envelopes"));
        Order.Require([.. delivery.Envelopes.Select(e => e.To)], "envelopes");

        return delivery;
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteMessage(Offer);
        writer.WriteMessages(Envelopes);
    }
}

/// <summary>An offer and the envelope in it for one recipient.</summary>
/// <param name="Offer">The dealer's statement.</param>
/// <param name="Envelope">The recipient's envelope.</param>
public sealed record DealtShares(SignedMessage<ShareOffer> Offer, ShareEnvelope Envelope);

/// <summary>What the neighbours of one site dealt to it.</summary>
/// <param name="Shares">In the order of the dealers, each once.</param>
public sealed record ShareBundle(ImmutableArray<DealtShares> Shares) : IWireMessage<ShareBundle>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ShareBundle;

    /// <inheritdoc/>
    public static ShareBundle Read(ref WireReader reader)
    {
        var shares = ImmutableArray.CreateBuilder<DealtShares>(reader.ReadCount("shares", Limits.MaximumSites, 2 * (sizeof(uint) + WireMessage.PrefixBytes)));

        while (shares.Count < shares.Capacity) shares.Add(new(reader.ReadMessage<SignedMessage<ShareOffer>>("offer"), reader.ReadMessage<ShareEnvelope>("envelope")));

        Order.Require([.. shares.Select(s => s.Offer.Body.Site)], "shares");

        return new(shares.MoveToImmutable());
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteUInt16(Shares.Length);

        foreach (var dealt in Shares)
        {
            writer.WriteMessage(dealt.Offer);
            writer.WriteMessage(dealt.Envelope);
        }
    }
}
