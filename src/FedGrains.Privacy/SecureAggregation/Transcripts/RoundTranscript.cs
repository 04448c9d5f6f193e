using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>
/// Everything that was published about a round. With the masked vectors, anyone who knows the roster's digest recomputes the sum from it
/// and learns nothing but the sum.
/// </summary>
/// <param name="Roster">The roster.</param>
/// <param name="Keys">The keys of the batch.</param>
/// <param name="Offers">The participants' offers, by site.</param>
/// <param name="Start">What the round was.</param>
/// <param name="Survivors">Who uploaded what.</param>
/// <param name="Signatures">The survivors' signatures of that list.</param>
/// <param name="Releases">The shares that were released, by site.</param>
public sealed record RoundTranscript(
    SignedRoster Roster, KeySet Keys, ImmutableArray<SignedMessage<ShareOffer>> Offers, SignedMessage<RoundStart> Start,
    SurvivorList Survivors, UnmaskRequest Signatures, ImmutableArray<SignedMessage<ShareRelease>> Releases) : IWireMessage<RoundTranscript>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Transcript;

    /// <inheritdoc/>
    public static RoundTranscript Read(ref WireReader reader)
    {
        var transcript = new RoundTranscript(
            reader.ReadMessage<SignedRoster>("roster"), reader.ReadMessage<KeySet>("keys"), reader.ReadMessages<SignedMessage<ShareOffer>>("offers"), reader.ReadMessage<SignedMessage<RoundStart>>("start"),
            reader.ReadMessage<SurvivorList>("survivors"), reader.ReadMessage<UnmaskRequest>("signatures"), reader.ReadMessages<SignedMessage<ShareRelease>>("releases"));
        Order.Require([.. transcript.Offers.Select(o => o.Body.Site)], "offers");
        Order.Require([.. transcript.Releases.Select(r => r.Body.Site)], "releases");

        return transcript;
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteMessage(Roster);
        writer.WriteMessage(Keys);
        writer.WriteMessages(Offers);
        writer.WriteMessage(Start);
        writer.WriteMessage(Survivors);
        writer.WriteMessage(Signatures);
        writer.WriteMessages(Releases);
    }

    /// <summary>The canonical bytes.</summary>
    public byte[] ToBytes() => WireMessage.Encode(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote; a <see cref="FormatException"/> when it is not that.</summary>
    public static RoundTranscript Parse(ReadOnlySpan<byte> bytes) => WireMessage.Parse<RoundTranscript>(bytes);
}
