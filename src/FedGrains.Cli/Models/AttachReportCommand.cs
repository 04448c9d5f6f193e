using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.Runs;
using FedGrains.Core.Attacks;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Models;

/// <summary><c>fedgrains model attach-report</c></summary>
internal static class AttachReportCommand
{
    public static Command Create()
    {
        var (federation, run, version) = (CommonOptions.Federation(), CommonOptions.Run(), ModelCommands.Version());
        var file = new Option<FileInfo>("--file") { Description = "The report.json that 'fedgrains audit privacy' wrote.", HelpName = "FILE", Required = true };

        return new Command("attach-report", "Put an attack report beside a version. It stays there, and goes along when the model is downloaded.") { federation, run, version, file }.OnCoordinator(async (verb, cancellation) =>
        {
            var content = await Read(verb.Get(file), cancellation);
            var described = await verb.Coordinator.Describe(new RunKey(verb.Get(federation), verb.Get(run)));
            var wanted = await verb.Coordinator.Version(described, verb.Get(version));
            var answer = await verb.Coordinator.Version(wanted.Key).AttachReport(content);

            if (answer.Report is not { } report) throw new CommandException($"'{verb.Get(file)}' was not attached. {answer.Sentence}");

            verb.Terminal.Answer(new { answer.Outcome, Version = wanted.Key.Number, Report = report }, t =>
            {
                t.Say($"Version {wanted.Key.Number} of '{described.Key}': {answer.Sentence}");
                ReportTables.Print(t, report);
            });

            return ExitCode.Done;
        });
    }

    // Before anything is sent: a wrong file may be a large one.
    private static async Task<byte[]> Read(FileInfo file, CancellationToken cancellation)
    {
        if (!file.Exists) throw new CommandException($"There is no file '{file}'.");
        if (file.Length > PrivacyAudit.MostBytes) throw new CommandException($"'{file}' has {Bytes.Text(file.Length)}; a report has at most {Bytes.Text(PrivacyAudit.MostBytes)}.");

        return await File.ReadAllBytesAsync(file.FullName, cancellation);
    }
}
