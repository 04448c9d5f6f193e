using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What a round is. Signed by the coordinator; its digest is in every mask and every statement of the round.</summary>
/// <param name="Scope">The roster.</param>
/// <param name="Batch">The batch whose keys it uses.</param>
/// <param name="Setup">The digest of those keys.</param>
/// <param name="Round">The round, of the batch.</param>
/// <param name="Task">What is summed.</param>
/// <param name="Participants">The sites that are asked, ascending.</param>
public sealed record RoundStart(Scope Scope, Batch Batch, Sha256Digest Setup, ulong Round, RoundTask Task, ImmutableArray<int> Participants) : IWireMessage<RoundStart>
{
    /// <inheritdoc/>
    public static MessageKind Kind => MessageKind.RoundStart;

    /// <summary>The digest of the canonical bytes.</summary>
    public Sha256Digest Digest => WireMessage.Digest(this);

    /// <inheritdoc/>
    public static RoundStart Read(ref WireReader reader)
    {
        var (scope, batch, setup, round) = (Scope.Read(ref reader), Batch.Read(ref reader), reader.ReadDigest("setup"), reader.ReadUInt64("round"));
        if (!batch.Contains(round)) throw WireReader.Fault("round", $"it is {round}, and the batch has the rounds {batch}");

        return new(scope, batch, setup, round, RoundTask.Read(ref reader), reader.ReadIndices("participants"));
    }

    /// <inheritdoc/>
    public void Write(WireWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Scope.Write(writer);
        Batch.Write(writer);
        writer.WriteDigest(Setup);
        writer.WriteUInt64(Round);
        Task.Write(writer);
        writer.WriteIndices(Participants);
    }
}
