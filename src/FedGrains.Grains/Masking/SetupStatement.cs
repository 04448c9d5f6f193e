using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Masking;

/// <summary>Which batch a site's message of a setup is for, and whose it says it is.</summary>
internal readonly record struct SetupStatement(Batch Batch, int Site)
{
    /// <summary>Reads a message; a <see cref="FormatException"/> when it is none of a setup.</summary>
    public static SetupStatement Read(ReadOnlySpan<byte> message) => WireMessage.Kind(message) switch
    {
        MessageKind.KeyAdvertisement => Of(WireMessage.Parse<SignedMessage<KeyAdvertisement>>(message).Body),
        MessageKind.ShareDelivery => Of(WireMessage.Parse<ShareDelivery>(message).Offer.Body),
        MessageKind.ShareReceipt => Of(WireMessage.Parse<SignedMessage<ShareReceipt>>(message).Body),
        _ => throw new FormatException("This is not a site's message of a setup."),
    };

    private static SetupStatement Of(KeyAdvertisement keys) => new(keys.Batch, keys.Site);

    private static SetupStatement Of(ShareOffer offer) => new(offer.Batch, offer.Site);

    private static SetupStatement Of(ShareReceipt receipt) => new(receipt.Batch, receipt.Site);
}
