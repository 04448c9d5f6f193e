namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The start of a round, and beside it the last statement of this site that the coordinator has, from which the site sees when its own journal has gone back.</summary>
/// <param name="Start">The start.</param>
/// <param name="Echo">The bytes of a signed <see cref="MaskedUpload"/>, <see cref="SurvivorSignature"/> or <see cref="ShareRelease"/>; empty when there is none.</param>
public sealed record RoundInvitation(SignedMessage<RoundStart> Start, ReadOnlyMemory<byte> Echo) : IWireMessage<RoundInvitation>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.RoundInvitation;

    /// <inheritdoc/>
    public static RoundInvitation Read(ref WireReader reader) => new(reader.ReadMessage<SignedMessage<RoundStart>>("start"), reader.ReadBytes("echo", JournalEcho.MaximumBytes).ToArray());

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteMessage(Start);
        writer.WriteBytes(Echo.Span);
    }
}
