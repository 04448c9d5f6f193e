using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Protocol.V1;

namespace FedGrains.Site.Jobs;

/// <summary>Assignments as the protocol says them.</summary>
internal static class AssignmentMessages
{
    /// <summary>The assignment, or null for one that this version of the site cannot make sense of.</summary>
    public static JobAssignment? TryRead(Assignment message)
    {
        if (TaskOf(message.Task) is not { } task || !NameRule.Accepts(message.Run) || message.BaseLength < 1) return null;

        try
        {
            return new(
                RunId.Parse(message.Run),
                message.Round,
                task,
                message.BaseVersion,
                Digest.Parse(message.BaseDigest),
                message.BaseLength,
                message.Configuration.ToByteArray(),
                message.TraceParent,
                DateTimeOffset.FromUnixTimeMilliseconds(message.DeadlineUnixMs),
                message.RoundInvitation.IsEmpty ? null : message.RoundInvitation.ToByteArray(),
                message.RoundKey.IsEmpty ? null : message.RoundKey.ToByteArray());
        }
        catch (Exception e) when (e is FormatException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    private static RoundTask? TaskOf(Protocol.V1.Task task) => task switch
    {
        Protocol.V1.Task.Train => RoundTask.Train,
        Protocol.V1.Task.Evaluate => RoundTask.Evaluate,
        _ => null,
    };
}
