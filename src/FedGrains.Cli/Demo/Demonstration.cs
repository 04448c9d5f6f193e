using System.Diagnostics;
using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.Models;
using FedGrains.Cli.RunFiles;
using FedGrains.Cli.Runs;
using FedGrains.Cli.Sites;
using FedGrains.Contracts.Federations;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;
using FedGrains.Core.Training;

namespace FedGrains.Cli.Demo;

/// <summary>A whole federation on one machine, from nothing to a model: the same steps an operator and four hospitals take, with real processes.</summary>
internal static class Demonstration
{
    private static readonly FederationId Federation = new("demo");
    private static readonly TimeSpan InvitationLifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    public static async Task<int> Run(DemoOptions options, Terminal terminal, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        DemoFolder.Prepare(options.Output);
        var hospitals = DemoHospitals.Prepare(options);
        terminal.Say($"Four hospitals: {string.Join(", ", hospitals.Hospitals.Select(h => h.Node))}. Their {(options.Data is null ? "patients do not exist" : "records are the UCI heart-disease data")}.");

        await using var processes = new DemoProcesses(options);
        await using var coordinator = await processes.StartCoordinator(cancellation);
        terminal.Say($"The coordinator is up at {coordinator.Endpoints.Gateway}{(options.Storage is null ? "" : $", with {DemoProcesses.Silos} silos that keep everything in Azure Storage")}.");

        await Join(hospitals, processes, coordinator, cancellation);
        terminal.Say($"Four sites have enrolled and registered '{hospitals.Dataset}'. That took {watch.Elapsed.TotalSeconds:F1} s.");

        await DemoRoster.Agree(options, processes, coordinator, Federation, terminal, cancellation);

        var run = await Train(options, hospitals, processes, coordinator, terminal, cancellation);
        await Finish(options, coordinator, run, terminal, cancellation);
        await DemoAudit.Export(options, coordinator.Endpoints, Federation, terminal, cancellation);
        terminal.Say($"The demonstration took {watch.Elapsed.TotalSeconds:F1} s.");

        return run.Phase is RunPhase.Completed ? ExitCode.Done : throw new CommandException(run.Sentence());
    }

    private static async Task Join(DemoHospitals hospitals, DemoProcesses processes, CoordinatorClient coordinator, CancellationToken cancellation)
    {
        await coordinator.Federation(Federation).Create("The demonstration");

        var sites = new List<(DemoHospital Hospital, ChildProcess Process)>();

        foreach (var hospital in hospitals.Hospitals)
        {
            await Invitations.Issue(coordinator, new(Federation, hospital.Node), InvitationLifetime, hospital.Invitation);
            await DemoSiteFile.Write(hospital, plaintext: coordinator.Endpoints.CertificateAuthority is null);
            sites.Add((hospital, processes.StartSite(hospital)));
        }

        foreach (var (hospital, process) in sites)
            await DemoProcesses.Until(
                async () => await coordinator.Node(new(Federation, hospital.Node)).Describe() is { Connected: true } status && Has(status, hospitals.Dataset),
                $"The site '{hospital.Node}' did not connect and register its dataset.",
                process,
                cancellation);
    }

    private static async Task<Run> Train(DemoOptions options, DemoHospitals hospitals, DemoProcesses processes, CoordinatorClient coordinator, Terminal terminal, CancellationToken cancellation)
    {
        var key = new RunKey(Federation, RunId.Parse($"heart-{options.Strategy.ToLowerInvariant()}"));
        await RunStartCommand.Start(coordinator, key, new RunRequest(key.Run, DemoTraining.Configuration(options, hospitals.Dataset, hospitals.Features)));

        using var guard = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var following = DemoProgress.Follow(coordinator, await coordinator.Describe(key), terminal, guard.Token);

        try
        {
            while (await Task.WhenAny(following, Task.Delay(Glance, cancellation)) != following)
            {
                cancellation.ThrowIfCancellationRequested();
                processes.ThrowIfAnyEnded();
            }

            return await following;
        }
        finally
        {
            await guard.CancelAsync();
        }
    }

    private static async Task Finish(DemoOptions options, CoordinatorClient coordinator, Run run, Terminal terminal, CancellationToken cancellation)
    {
        var history = await RunHistory.Load(coordinator.Run(run.Key), run, from: 1);
        var evaluation = history.EvaluationOf(run.Latest.Version);

        if (EvaluationView.Of(evaluation) is { } view)
        {
            terminal.Say($"\nThe model after {run.Latest.Version} rounds, on each hospital's held-out records, with 95 % confidence intervals:");
            terminal.Show(RunTables.OfEvaluation(view));
            terminal.Say($"Mean accuracy over the hospitals: {evaluation.MeanOverNodes(MetricNames.Accuracy):F4}");
        }

        var model = Path.Combine(options.Output, "model.safetensors");
        var version = await coordinator.Version(run, ModelLookup.Latest);
        await ModelDownload.Run(coordinator, run, version, model, ModelDownload.ManifestFor(model), cancellation);
        terminal.Say(PrivacyView.Of(version.Privacy).Sentence);
        terminal.Say($"The model is in '{model}' (SHA-256 {version.Model.Digest}), its manifest in '{ModelDownload.ManifestFor(model)}'.");

        if (options.Report is { } report)
        {
            await File.WriteAllTextAsync(report, DemoReport.Of(history, version.Privacy).ToJson(), cancellation);
            terminal.Say($"The figures are in '{report}'.");
        }
    }

    private static bool Has(NodeStatus status, DatasetName dataset) => status.Node.Dataset(dataset) is not null;
}
