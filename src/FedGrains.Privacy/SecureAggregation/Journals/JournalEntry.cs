using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What a site has promised and released in one round.</summary>
/// <param name="Round">The round.</param>
/// <param name="Start">The digest of the start that it answers; it answers no other in this round.</param>
/// <param name="Subject">Model and configuration in one.</param>
/// <param name="Input">The digest of what it masks; it masks nothing else in this round. It never leaves the site.</param>
/// <param name="Upload">The digest of the masked vector.</param>
/// <param name="List">The digest of the survivor list that it signed; it signs no other in this round.</param>
/// <param name="Survivors">The sites on that list.</param>
/// <param name="Released">Whether its shares have gone out: of the survivors' self-masks and of nobody else's.</param>
public sealed record JournalEntry(
    ulong Round, Sha256Digest Start, Sha256Digest Subject, Sha256Digest? Input, Sha256Digest? Upload, Sha256Digest? List, ImmutableArray<int> Survivors, bool Released)
{
    internal static JournalEntry Begun(ulong round, Sha256Digest start, Sha256Digest subject) => new(round, start, subject, null, null, null, [], false);

    internal static JournalEntry Read(ref WireReader reader) => new(
        Batch.ReadRound(ref reader, "round"), reader.ReadDigest("start"), reader.ReadDigest("subject"), ReadOptional(ref reader, "input"), ReadOptional(ref reader, "upload"), ReadOptional(ref reader, "list"),
        reader.ReadIndices("survivors"), reader.ReadBoolean("released"));

    internal void Write(WireWriter writer)
    {
        writer.WriteUInt64(Round);
        writer.WriteDigest(Start);
        writer.WriteDigest(Subject);
        WriteOptional(writer, Input);
        WriteOptional(writer, Upload);
        WriteOptional(writer, List);
        writer.WriteIndices(Survivors);
        writer.WriteUInt8(Released ? (byte)1 : (byte)0);
    }

    private static Sha256Digest? ReadOptional(ref WireReader reader, string field) => reader.ReadBoolean(field) ? reader.ReadDigest(field) : null;

    private static void WriteOptional(WireWriter writer, Sha256Digest? digest)
    {
        writer.WriteUInt8(digest is null ? (byte)0 : (byte)1);
        if (digest is { } value) writer.WriteDigest(value);
    }
}
