using System.Collections.Immutable;
using System.Globalization;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Models;

internal static class ModelLookup
{
    private const int AtOnce = 32;

    public const string Latest = "latest";
    public const string Best = "best";

    /// <summary>The version that somebody names: a number, latest, or best.</summary>
    public static async Task<ModelVersion> Version(this CoordinatorClient coordinator, Run run, string wanted)
    {
        var number = Number(run, wanted);

        return await coordinator.Version(new(run.Key, number)).Describe()
            ?? throw new CommandException($"The run '{run.Key}' has no version {number}; its latest is {run.Latest.Version}.");
    }

    /// <summary>The versions of a run from 0 to <paramref name="last"/>.</summary>
    public static async Task<ImmutableArray<ModelVersion>> Versions(this CoordinatorClient coordinator, RunKey run, int last)
    {
        var versions = ImmutableArray.CreateBuilder<ModelVersion>();

        foreach (var numbers in Enumerable.Range(0, last + 1).Chunk(AtOnce))
            versions.AddRange((await Task.WhenAll(numbers.Select(n => coordinator.Version(new(run, n)).Describe()))).OfType<ModelVersion>());

        return versions.ToImmutable();
    }

    private static int Number(Run run, string wanted) => wanted switch
    {
        Latest => run.Latest.Version,
        Best => run.Best?.Version ?? throw new CommandException($"No version of the run '{run.Key}' has been evaluated yet, so none is the best."),
        _ when int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new CommandException($"--version takes a number, {Latest} or {Best}, not '{wanted}'.", ExitCode.Usage),
    };
}
