namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What shares are bound to: the roster, the batch, and the keys of all sites in it.</summary>
/// <param name="Scope">The roster.</param>
/// <param name="Batch">The rounds.</param>
/// <param name="Setup">The digest of the keys.</param>
internal sealed record SetupContext(Scope Scope, Batch Batch, Sha256Digest Setup)
{
    public void Write(WireWriter writer)
    {
        Scope.Write(writer);
        Batch.Write(writer);
        writer.WriteDigest(Setup);
    }
}
