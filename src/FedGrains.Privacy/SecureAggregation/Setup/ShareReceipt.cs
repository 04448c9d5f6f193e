using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Whose shares a site holds, so that the coordinator knows who can be in a round together. Signed by the site.</summary>
/// <param name="Scope">The roster.</param>
/// <param name="Batch">The rounds.</param>
/// <param name="Setup">The digest of the keys.</param>
/// <param name="Site">Who.</param>
/// <param name="Dealers">Whose shares it holds, ascending.</param>
public sealed record ShareReceipt(Scope Scope, Batch Batch, Sha256Digest Setup, int Site, ImmutableArray<int> Dealers) : IWireMessage<ShareReceipt>, ISiteStatement
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.ShareReceipt;

    /// <inheritdoc/>
    public static ShareReceipt Read(ref WireReader reader) => new(
        Scope.Read(ref reader), Batch.Read(ref reader), reader.ReadDigest("setup"), reader.ReadNextIndex("site", -1), reader.ReadIndices("dealers"));

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Scope.Write(writer);
        Batch.Write(writer);
        writer.WriteDigest(Setup);
        writer.WriteUInt16(Site);
        writer.WriteIndices(Dealers);
    }
}
