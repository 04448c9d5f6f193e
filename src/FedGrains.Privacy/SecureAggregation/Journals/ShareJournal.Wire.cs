using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

public sealed partial record ShareJournal : IWireMessage<ShareJournal>
{
    // Two batches are in use at most.
    private const int MaximumEntries = 2 * Limits.MaximumRounds;
    private const int SmallestEntry = sizeof(ulong) + (2 * Sha256Digest.Size) + 6;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.Journal;

    /// <inheritdoc/>
    public static ShareJournal Read(ref WireReader reader) => new(
        JournalPosition.Read(ref reader), ReadHeads(ref reader), reader.ReadUInt64("signed epoch"), reader.ReadDigest("signed roster"),
        reader.ReadUInt64("next batch"), reader.ReadUInt64("last round"), ReadEntries(ref reader));

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Position.Write(writer);
        writer.WriteUInt16(Recent.Length);
        foreach (var head in Recent) writer.WriteDigest(head);
        writer.WriteUInt64(SignedEpoch);
        writer.WriteDigest(SignedRoster);
        writer.WriteUInt64(NextBatchRound);
        writer.WriteUInt64(LastRound);
        writer.WriteUInt16(Entries.Length);
        foreach (var entry in Entries) entry.Write(writer);
    }

    private static ImmutableArray<Sha256Digest> ReadHeads(ref WireReader reader)
    {
        var heads = ImmutableArray.CreateBuilder<Sha256Digest>(reader.ReadCount("recent heads", Remembered, Sha256Digest.Size));
        while (heads.Count < heads.Capacity) heads.Add(reader.ReadDigest("recent head"));

        return heads.MoveToImmutable();
    }

    private static ImmutableArray<JournalEntry> ReadEntries(ref WireReader reader)
    {
        var entries = ImmutableArray.CreateBuilder<JournalEntry>(reader.ReadCount("entries", MaximumEntries, SmallestEntry));

        while (entries.Count < entries.Capacity)
        {
            var entry = JournalEntry.Read(ref reader);
            if (entries.Count > 0 && entry.Round <= entries[^1].Round) throw WireReader.Fault("entries", "rounds must ascend");

            entries.Add(entry);
        }

        return entries.MoveToImmutable();
    }
}
