using System.CommandLine;
using System.Security.Cryptography;

using FedGrains.Cli.Audits;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.Demo;
using FedGrains.Cli.Federations;
using FedGrains.Cli.Models;
using FedGrains.Cli.Privacy;
using FedGrains.Cli.Rounds;
using FedGrains.Cli.RunFiles;
using FedGrains.Cli.Runs;
using FedGrains.Cli.Sites;
using FedGrains.Contracts.Federations;
using FedGrains.Health.Datasets;
using FedGrains.Privacy.Accounting.Calibration;
using FedGrains.Site;
using FedGrains.Site.Configuration;
using FedGrains.Site.Identity;
using FedGrains.Site.Masking;
using FedGrains.Storage;
using FedGrains.Training;

namespace FedGrains.Cli.CommandLine;

/// <summary>The whole command line: <c>fedgrains noun verb</c>.</summary>
internal static class FedGrainsCommand
{
    /// <summary>Runs one command and returns its exit code. Whatever goes wrong is a sentence on <paramref name="error"/>. Private training draws from <paramref name="randomness"/>, the operating system's when it is null: a test may bring another.</summary>
    public static async Task<int> Run(string[] arguments, TextWriter output, TextWriter error, CancellationToken cancellation, RandomNumberGenerator? randomness = null)
    {
        var parse = Root(randomness).Parse(arguments);

        foreach (var fault in parse.Errors) await error.WriteLineAsync(fault.Message);

        if (parse.Errors.Count > 0)
        {
            await error.WriteLineAsync("Add --help to see what a command takes.");
            return ExitCode.Usage;
        }

        try
        {
            return await parse.InvokeAsync(new() { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await error.WriteLineAsync("Interrupted.");
            return ExitCode.Interrupted;
        }
        catch (Exception fault) when (fault is TimeoutException or OrleansException)
        {
            // Orleans' own message is for whoever debugs it.
            await error.WriteLineAsync("No answer came in time. The coordinator or the site is busy or has just stopped; look at its log. What was asked may have been done all the same.");
            return ExitCode.NotReachable;
        }
        catch (Exception fault) when (CodeOf(fault) is { } code)
        {
            await error.WriteLineAsync(fault.Message);
            return code;
        }
    }

    public static RootCommand Root(RandomNumberGenerator? randomness = null) => new($"FedGrains: federated learning between hospitals whose records stay where they are.\n\n{ExitCode.Explained}")
    {
        DemoCommand.Create(),
        DoctorCommand.Create(),
        CoordinatorCommands.Create(),
        FederationCommands.Create(),
        RosterCommands.Create(),
        SiteCommands.Create(),
        DatasetCommands.Create(),
        NodeCommands.Create(),
        RunCommands.Create(),
        RoundCommands.Create(),
        ModelCommands.Create(),
        PrivacyCommands.Create(),
        AuditCommands.Create(randomness),
    };

    // Faults that the person at the keyboard can mend. Any other is a defect, and its stack trace is the report.
    private static int? CodeOf(Exception fault) => fault switch
    {
        CommandException command => command.ExitCode,
        RunFileException or FederationNotFoundException or StorageException or CalibrationException => ExitCode.Refused,
        DatasetDefinitionException or DatasetException or TrainingDivergedException or SiteOptionsException or SiteIdentityException or MaskingStateException or DataFolderInUseException => ExitCode.Refused,
        IOException or UnauthorizedAccessException => ExitCode.Refused,
        _ => null,
    };
}
