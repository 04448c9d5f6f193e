using System.Collections.Immutable;
using System.Text;

namespace FedGrains.Privacy.SecureAggregation;

public sealed partial class AggregationRound : IWireMessage<AggregationRound>
{
    private const int MaximumReason = 1 << 16;

    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.AggregationRound;

    /// <inheritdoc/>
    public static AggregationRound Read(ref WireReader reader)
    {
        var (transcript, phase) = (reader.ReadMessage<RoundTranscript>("transcript"), (AggregationPhase)reader.ReadUInt8("phase"));
        if (phase is not (AggregationPhase.Collecting or AggregationPhase.Signing or AggregationPhase.Releasing or AggregationPhase.Opened or AggregationPhase.Abandoned)) throw WireReader.Fault("phase", $"there is no phase {(byte)phase}");

        var pinned = new PinnedRoster(transcript.Roster.Roster, transcript.Roster.Roster.Digest());
        var (keys, refusal) = BatchKeys.Of(pinned, transcript.Start.Body.Batch, transcript.Keys);
        if (keys is null) throw WireReader.Fault("keys", refusal!.Sentence);

        return new(pinned, keys, transcript, phase, ReadReason(ref reader), ReadEchoes(ref reader, pinned.Roster.Sites.Length));
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteMessage(Transcript);
        writer.WriteUInt8((byte)Phase);
        writer.WriteBytes(Encoding.UTF8.GetBytes(Reason ?? ""));
        writer.WriteIndices([.. Echoes.Keys]);
        foreach (var echo in Echoes.Values) writer.WriteBytes(echo.Span);
    }

    /// <summary>The canonical bytes, to be stored.</summary>
    public byte[] ToBytes() => WireMessage.Encode(this);

    /// <summary>Reads what <see cref="ToBytes"/> wrote; a <see cref="FormatException"/> when it is not that.</summary>
    public static AggregationRound Parse(ReadOnlySpan<byte> bytes) => WireMessage.Parse<AggregationRound>(bytes);

    private static string? ReadReason(ref WireReader reader)
    {
        var bytes = reader.ReadBytes("reason", MaximumReason);
        var text = Encoding.UTF8.GetString(bytes);

        // Bytes that are not UTF-8 would be read as something else than they are.
        return !Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(bytes) ? throw WireReader.Fault("reason", "it is not UTF-8") : text.Length == 0 ? null : text;
    }

    private static ImmutableSortedDictionary<int, ReadOnlyMemory<byte>> ReadEchoes(ref WireReader reader, int sites)
    {
        var echoes = ImmutableSortedDictionary.CreateBuilder<int, ReadOnlyMemory<byte>>();
        foreach (var site in reader.ReadIndices("echoes", sites)) echoes.Add(site, reader.ReadBytes("echo", JournalEcho.MaximumBytes).ToArray());

        return echoes.ToImmutable();
    }
}
