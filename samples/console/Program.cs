// Starts a run in a federation and follows it to its end.
//
//   fedgrains coordinator credentials --name trainer --out trainer.json
//   FedGrains__Credentials=trainer.json dotnet run --project samples/console -- cardio first-run heart-risk

using FedGrains.Client;
using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

if (args is not [var federation, var name, var dataset])
{
    Console.Error.WriteLine("Write three names: a federation, a new run, and the dataset that its sites have registered.");
    return 2;
}

var builder = Host.CreateApplicationBuilder();
builder.Logging.SetMinimumLevel(LogLevel.Warning);
builder.AddFedGrainsClient();

using var host = builder.Build();
await host.StartAsync();
var grains = host.Services.GetRequiredService<IClusterClient>();

var configuration = new RunConfiguration(
    Dataset: new(dataset),
    Model: ModelDefinition.Regression(features: 13),
    Training: new(LossNames.BinaryCrossEntropy, [MetricNames.Accuracy], new(OptimizerNames.Sgd, LearningRate: 0.05), BatchSize: 8, LocalSteps: 10, LocalEpochs: 0, ProximalTerm: 0),
    Strategy: StrategySettings.Default(StrategyNames.FedAvg),
    Weighting: Weighting.Examples,
    Rounds: 3,
    Seed: 1,
    Nodes: [],
    MandatoryNodes: [],
    MinimumNodes: 0,
    RoundDeadline: TimeSpan.FromMinutes(10),
    Lease: TimeSpan.FromMinutes(1),
    AbandonedRoundLimit: 3,
    FractionBits: 24,
    EarlyStop: null);

var started = await grains.GetGrain<IFederationGrain>(federation).StartRun(new(name), configuration);

if (started.Faults.Length > 0)
{
    Console.Error.WriteLine(string.Join('\n', started.Faults));
    return 1;
}

var grain = grains.GetGrain<IRunGrain>(new RunKey(FederationId.Parse(federation), new(name)).ToString());
Run? run = null;

// It answers when something has happened, and every 20 seconds: nobody polls.
while (run is not { Ended: true })
{
    run = await grain.Watch(run?.RoundsEnded ?? -1, run?.Phase, CancellationToken.None);
    if (run is not null) Console.WriteLine($"{run.Phase}: model version {run.Latest.Version} of {run.Configuration.Rounds}, {run.Latest.Digest}");
}

await host.StopAsync();

return run.Phase is RunPhase.Completed ? 0 : 1;
