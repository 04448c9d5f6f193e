using FedGrains.Cli.CommandLine;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Privacy;

/// <summary>The rounds that are planned one by one.</summary>
internal static class PlannedRounds
{
    /// <summary>The most of them.</summary>
    public const int Most = 10_000;

    /// <summary>Throws a <see cref="CommandException"/> when a run has more.</summary>
    public static void Require(RunConfiguration run)
    {
        if (run.Rounds > Most) throw new CommandException($"rounds: {run.Rounds} are too many to plan one by one; at most {Most}.");
    }
}
