namespace FedGrains.Privacy.SecureAggregation;

/// <summary>R1: what a site uploaded in a round. Signed by the site.</summary>
/// <param name="Scope">The roster.</param>
/// <param name="Round">The round.</param>
/// <param name="Start">The digest of the start that it answers.</param>
/// <param name="Site">Who.</param>
/// <param name="Upload">The <see cref="VectorDigest"/> of the masked vector.</param>
/// <param name="Position">The site's journal.</param>
public sealed record MaskedUpload(Scope Scope, ulong Round, Sha256Digest Start, int Site, Sha256Digest Upload, JournalPosition Position) : IWireMessage<MaskedUpload>, IJournaledStatement
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.MaskedUpload;

    /// <inheritdoc/>
    public static MaskedUpload Read(ref WireReader reader) => new(
        Scope.Read(ref reader), Batch.ReadRound(ref reader, "round"), reader.ReadDigest("start"), reader.ReadNextIndex("site", -1), reader.ReadDigest("upload"), JournalPosition.Read(ref reader));

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Scope.Write(writer);
        writer.WriteUInt64(Round);
        writer.WriteDigest(Start);
        writer.WriteUInt16(Site);
        writer.WriteDigest(Upload);
        Position.Write(writer);
    }
}
