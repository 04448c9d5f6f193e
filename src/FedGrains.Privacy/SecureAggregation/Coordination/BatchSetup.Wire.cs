namespace FedGrains.Privacy.SecureAggregation;

public sealed partial class BatchSetup : IWireMessage<BatchSetup>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.BatchSetup;

    /// <inheritdoc/>
    public static BatchSetup Read(ref WireReader reader)
    {
        var (roster, invitation, phase) = (reader.ReadMessage<SignedRoster>("roster"), reader.ReadMessage<SignedMessage<BatchInvitation>>("invitation"), (SetupPhase)reader.ReadUInt8("phase"));
        var (advertisements, deliveries, receipts) = (reader.ReadMessage<KeySet>("advertisements"), reader.ReadMessages<ShareDelivery>("deliveries"), reader.ReadMessages<SignedMessage<ShareReceipt>>("receipts"));
        Order.Require([.. deliveries.Select(d => d.Offer.Body.Site)], "deliveries");
        Order.Require([.. receipts.Select(r => r.Body.Site)], "receipts");

        var pinned = new PinnedRoster(roster.Roster, roster.Roster.Digest());
        var settled = reader.ReadBoolean("settled");
        var keys = settled ? BatchKeys.Of(pinned, invitation.Body.Batch, advertisements).Keys : null;
        if (phase is not (SetupPhase.Advertising or SetupPhase.Sharing or SetupPhase.Confirming or SetupPhase.Abandoned)) throw WireReader.Fault("phase", $"there is no phase {(byte)phase}");
        if ((settled || phase is SetupPhase.Sharing or SetupPhase.Confirming) && keys is null) throw WireReader.Fault("advertisements", "they are not a batch's keys");

        return new(roster, pinned, invitation, phase, keys, advertisements.Advertisements, deliveries, receipts);
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteMessage(Roster);
        writer.WriteMessage(Invitation);
        writer.WriteUInt8((byte)Phase);
        writer.WriteMessage(new KeySet(Advertisements));
        writer.WriteMessages(Deliveries);
        writer.WriteMessages(Receipts);
        writer.WriteUInt8(Keys is null ? (byte)0 : (byte)1);
    }

    /// <summary>The canonical bytes, to be stored. They hold no secret of a site, but what sites encrypted for each other.</summary>
    public byte[] ToBytes() => WireMessage.Encode(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote; a <see cref="FormatException"/> when it is not that.</summary>
    public static BatchSetup Parse(ReadOnlySpan<byte> bytes) => WireMessage.Parse<BatchSetup>(bytes);
}
