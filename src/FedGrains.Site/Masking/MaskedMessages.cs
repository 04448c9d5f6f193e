using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Site.Masking;

/// <summary>What can be read off the coordinator's messages without believing them.</summary>
internal static class MaskedMessages
{
    /// <summary>The round that a list of survivors or a request for shares says it is about; null for other messages and for nonsense.</summary>
    public static ulong? RoundOf(ReadOnlySpan<byte> message)
    {
        try
        {
            return WireMessage.Kind(message) switch
            {
                MessageKind.SurvivorList => WireMessage.Parse<SurvivorList>(message).Uploads.FirstOrDefault()?.Body.Round,
                MessageKind.UnmaskRequest => WireMessage.Parse<UnmaskRequest>(message).Signatures.FirstOrDefault()?.Body.Round,
                _ => null,
            };
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
