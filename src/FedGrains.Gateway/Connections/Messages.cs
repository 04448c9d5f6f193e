using System.Collections.Immutable;
using System.Text.Json;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Json;
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
        Configuration = UnsafeByteOperations.UnsafeWrap(Configuration(assignment.Site)),
        TraceParent = assignment.TraceParent ?? "",
        DeadlineUnixMs = assignment.Deadline.ToUnixTimeMilliseconds(),
    };

    /// <summary>The bytes of a site's task, as they are sent and as their digest is taken.</summary>
    public static byte[] Configuration(SiteTask task) => JsonSerializer.SerializeToUtf8Bytes(task, CoreJson.Options);

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
