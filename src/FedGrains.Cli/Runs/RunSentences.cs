using FedGrains.Core.Runs;

namespace FedGrains.Cli.Runs;

/// <summary>Where a run stands, in words.</summary>
internal static class RunSentences
{
    public static string Sentence(this Run run) => $"The run '{run.Key}' {Words(run)} {run.Reason}".TrimEnd();

    private static string Words(Run run) => run.Phase switch
    {
        RunPhase.Running => $"goes on from version {run.Latest.Version}.",
        RunPhase.Pausing => "pauses when the round under way has ended.",
        RunPhase.Paused => $"is paused at version {run.Latest.Version}.",
        RunPhase.Evaluating => $"has made all its versions; version {run.Latest.Version} is being evaluated.",
        RunPhase.Completed => $"is complete, with version {run.Latest.Version}.",
        RunPhase.Failed => $"failed after version {run.Latest.Version}.",
        RunPhase.Cancelled => $"is cancelled; its versions up to {run.Latest.Version} stay.",
    };
}
