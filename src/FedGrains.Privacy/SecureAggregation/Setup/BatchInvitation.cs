namespace FedGrains.Privacy.SecureAggregation;

/// <summary>The coordinator asks sites for the keys of a batch. Signed by the coordinator.</summary>
/// <param name="Scope">The roster.</param>
/// <param name="Batch">The rounds.</param>
public sealed record BatchInvitation(Scope Scope, Batch Batch) : IWireMessage<BatchInvitation>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.BatchInvitation;

    /// <inheritdoc/>
    public static BatchInvitation Read(ref WireReader reader) => new(Scope.Read(ref reader), Batch.Read(ref reader));

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Scope.Write(writer);
        Batch.Write(writer);
    }
}
