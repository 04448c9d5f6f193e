using System.CommandLine;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.Runs;
using FedGrains.Core.Identifiers;

namespace FedGrains.Cli.Models;

/// <summary><c>fedgrains model …</c></summary>
internal static class ModelCommands
{
    public static Command Create() => new("model", "List, examine and download the versions of a run's model; put attack reports beside them.")
    {
        ListVerb(),
        ShowVerb(),
        DownloadVerb(),
        AttachReportCommand.Create(),
    };

    private static Command ListVerb()
    {
        var (federation, run) = (CommonOptions.Federation(), CommonOptions.Run());

        return new Command("list", "List a run's model versions.") { federation, run }.OnCoordinator(async (verb, _) =>
        {
            var described = await verb.Coordinator.Describe(new RunKey(verb.Get(federation), verb.Get(run)));
            var versions = await verb.Coordinator.Versions(described.Key, described.Latest.Version);
            var views = versions.Select(ModelVersionView.Of).ToArray();

            verb.Terminal.Answer(views, t => t.Show(ModelTables.OfVersions(views)));

            return ExitCode.Done;
        });
    }

    private static Command ShowVerb()
    {
        var (federation, run, version) = (CommonOptions.Federation(), CommonOptions.Run(), Version());

        return new Command("show", "Show a version: its parent, who is in it, who is missing and why, how well it does, and what is promised of its privacy.") { federation, run, version }.OnCoordinator(async (verb, _) =>
        {
            var described = await verb.Coordinator.Describe(new RunKey(verb.Get(federation), verb.Get(run)));
            var view = ModelVersionView.Of(await verb.Coordinator.Version(described, verb.Get(version)));

            verb.Terminal.Answer(view, t => ModelTables.Print(t, view));

            return ExitCode.Done;
        });
    }

    private static Command DownloadVerb()
    {
        var (federation, run, version) = (CommonOptions.Federation(), CommonOptions.Run(), Version());
        var output = new Option<string>("--output", "-o") { Description = "The file to write, in the safetensors format.", HelpName = "FILE", Required = true };
        var manifest = new Option<string>("--manifest") { Description = "The manifest to write; beside the model when left out.", HelpName = "FILE" };

        return new Command("download", "Write a version to a file, and beside it a manifest: architecture, lineage, contributors, absences, metrics, privacy, attack reports.") { federation, run, version, output, manifest }
            .OnCoordinator(async (verb, cancellation) =>
            {
                var described = await verb.Coordinator.Describe(new RunKey(verb.Get(federation), verb.Get(run)));
                var wanted = await verb.Coordinator.Version(described, verb.Get(version));
                var (model, beside) = (verb.Get(output), verb.Get(manifest) ?? ModelDownload.ManifestFor(verb.Get(output)));
                var document = await ModelDownload.Run(verb.Coordinator, described, wanted, model, beside, cancellation);

                verb.Terminal.Answer(document, t => t.Say($"Version {document.Version} of '{described.Key}' is in '{model}' ({Bytes.Text(document.Bytes)}, SHA-256 {document.Sha256}), its manifest in '{beside}'."));

                return ExitCode.Done;
            });
    }

    public static Option<string> Version() => new("--version")
    {
        Description = $"The version: a number, {ModelLookup.Latest} or {ModelLookup.Best}.",
        HelpName = "N",
        DefaultValueFactory = _ => ModelLookup.Latest,
    };
}
