using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.Models;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Runs;

internal static class RunLookup
{
    /// <summary>The run; one that does not exist is refused in a sentence.</summary>
    public static async Task<Run> Describe(this CoordinatorClient coordinator, RunKey run) => await coordinator.Run(run).Describe() ?? throw Missing(run);

    /// <summary>The run with these rounds, and what is promised about its latest version.</summary>
    public static async Task<RunView> View(this CoordinatorClient coordinator, RunHistory history) =>
        RunView.Of(history) with { Privacy = PrivacyView.Of((await coordinator.Version(history.Run, ModelLookup.Latest)).Privacy) };

    public static CommandException Missing(RunKey run) =>
        new($"There is no run '{run.Run}' in the federation '{run.Federation}'. List them with: fedgrains run list --federation {run.Federation}");
}
