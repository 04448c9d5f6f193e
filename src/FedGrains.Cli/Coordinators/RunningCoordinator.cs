using FedGrains.Cli.CommandLine;
using FedGrains.Coordinator;

namespace FedGrains.Cli.Coordinators;

/// <summary>Finds the coordinator that runs on a data folder.</summary>
internal static class RunningCoordinator
{
    /// <summary>Where a coordinator keeps its data when nobody says.</summary>
    public static string DefaultFolder { get; } = new CoordinatorOptions().Data;

    /// <summary>Where it is reached. Throws a <see cref="CommandException"/> that says how to start one.</summary>
    public static CoordinatorEndpoints Find(string folder) => CoordinatorEndpoints.Read(folder) ?? throw Missing(folder);

    /// <summary>Where its silo is reached. Throws a <see cref="CommandException"/> when the process has none.</summary>
    public static string SiloOf(CoordinatorEndpoints endpoints) => endpoints.OrleansGateway ?? throw new CommandException(
        $"What runs in '{endpoints.Data}' is a gateway without a silo. Name the folder of a silo with --coordinator.",
        ExitCode.NotReachable);

    public static CommandException Missing(string folder) => new(
        $"No coordinator runs in '{Path.GetFullPath(folder)}'. Start one with: fedgrains coordinator start --data {folder}",
        ExitCode.NotReachable);
}
