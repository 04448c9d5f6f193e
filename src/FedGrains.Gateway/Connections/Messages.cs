using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;

using Google.Protobuf;

using Assignment = FedGrains.Protocol.V1.Assignment;
using DatasetSummary = FedGrains.Core.Nodes.DatasetSummary;

namespace FedGrains.Gateway.Connections;

/// <summary>Core's records as protocol messages and back.</summary>
internal static class Messages
{
    public static Assignment From(Contracts.Nodes.Assignment assignment) => new()
    {
        Run = assignment.Round.Run.Run.Value,
        Round = assignment.Round.Number,
        Task = assignment.Task switch
        {
            RoundTask.Train => Protocol.V1.Task.Train,
            RoundTask.Evaluate => Protocol.V1.Task.Evaluate,
        },
        BaseVersion = assignment.Base.Version,
        BaseDigest = assignment.Base.Digest.Value,
        BaseLength = assignment.Base.Length,
        Configuration = UnsafeByteOperations.UnsafeWrap(assignment.Site.ToConfiguration()),
        TraceParent = assignment.TraceParent ?? "",
        DeadlineUnixMs = assignment.Deadline.ToUnixTimeMilliseconds(),
        RoundInvitation = assignment.Invitation is { } invitation ? UnsafeByteOperations.UnsafeWrap(invitation) : ByteString.Empty,
        RoundKey = assignment.SealingKey is { } key ? UnsafeByteOperations.UnsafeWrap(key) : ByteString.Empty,
    };

    public static Protocol.V1.MaskingMessage From(MaskingMessage message) => new()
    {
        Run = message.Run?.Value ?? "",
        Message = UnsafeByteOperations.UnsafeWrap(message.Message),
    };

    public static DatasetSummary Read(Protocol.V1.DatasetSummary message) => new(
        DatasetName.Parse(message.Name),
        message.Rows,
        message.TrainingExamples,
        message.HeldoutExamples,
        [.. message.Features],
        message.Target,
        message.SchemaDigest,
        message.Classes.ToImmutableSortedDictionary(StringComparer.Ordinal));
}
