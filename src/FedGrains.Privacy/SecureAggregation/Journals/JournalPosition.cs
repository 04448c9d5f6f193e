namespace FedGrains.Privacy.SecureAggregation;

/// <summary>How far a journal is, and the digest of everything in it: what a site says of its journal in every statement of a round, and what others remember of it.</summary>
/// <param name="Sequence">How many entries were ever made.</param>
/// <param name="Head">The end of the digest chain over them.</param>
public readonly record struct JournalPosition(ulong Sequence, Sha256Digest Head)
{
    internal static JournalPosition Read(ref WireReader reader) => new(reader.ReadUInt64("journal sequence"), reader.ReadDigest("journal head"));

    internal void Write(WireWriter writer)
    {
        writer.WriteUInt64(Sequence);
        writer.WriteDigest(Head);
    }
}
