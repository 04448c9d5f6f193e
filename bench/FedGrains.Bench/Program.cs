using System.CommandLine;
using System.Globalization;

using FedGrains.Bench.Accuracy;
using FedGrains.Bench.Auditing;
using FedGrains.Bench.Masks;
using FedGrains.Bench.Noise;
using FedGrains.Bench.Rounds;
using FedGrains.Bench.SecureAggregation;
using FedGrains.Bench.Storage;
using FedGrains.Bench.Training;
using FedGrains.Coordinator;
using FedGrains.Site;
using FedGrains.Site.Configuration;
using FedGrains.Site.Datasets;
using FedGrains.Site.Trainers;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var parameters = new Option<int[]>("--parameters") { Description = "Model sizes, in float32 parameters.", DefaultValueFactory = _ => [100_000, 1_000_000, 10_000_000], AllowMultipleArgumentsPerToken = true };
var sites = new Option<int>("--sites") { Description = "Site processes.", DefaultValueFactory = _ => 4 };
var rounds = new Option<int>("--rounds") { Description = "Rounds a model size; the first is told apart, as the cold start.", DefaultValueFactory = _ => 10 };
var json = new Option<string?>("--json") { Description = "Also writes the figures to this file." };
var rows = new Command("rounds", "Seconds, memory and bytes of rounds whose sites return the model plus a constant.") { parameters, sites, rounds, json };
rows.SetAction((parsed, cancellation) =>
    RoundOverhead.Measure(parsed.GetRequiredValue(parameters), parsed.GetRequiredValue(sites), parsed.GetRequiredValue(rounds), parsed.GetValue(json), cancellation));

var shares = new Option<int[]>("--drop-out") { Description = "Percent of the sites that drop out of a round: 0, 10 or 30.", DefaultValueFactory = _ => [.. NoData.Shares], AllowMultipleArgumentsPerToken = true };
shares.AcceptOnlyFromAmong([.. NoData.Shares.Select(s => s.ToString(CultureInfo.InvariantCulture))]);
var masked = new Option<int[]>("--sites") { Description = "Site processes, a federation each.", DefaultValueFactory = _ => [4, 16], AllowMultipleArgumentsPerToken = true };
var warm = new Option<int>("--warm") { Description = "Rounds of each kind beforehand: what a round calls once is compiled for good only after thirty of them, and for some time after that.", DefaultValueFactory = _ => 100 };
var maskedRows = new Command("masked-rounds", "Seconds of rounds with secure aggregation beside plain ones, with and without drop-outs.") { parameters, masked, rounds, warm, shares, json };
maskedRows.SetAction((parsed, cancellation) =>
    MaskedRounds.Measure(parsed.GetRequiredValue(parameters), parsed.GetRequiredValue(masked), parsed.GetRequiredValue(rounds), parsed.GetRequiredValue(warm), parsed.GetRequiredValue(shares), parsed.GetValue(json), cancellation));

var accuracy = new Command("accuracy", "Accuracy on the UCI Heart Disease hospitals over ten seeds, beside FLamby's.");
accuracy.SetAction(_ => AccuracyTable.Print());

var vector = new Option<int>("--parameters") { Description = "Parameters to mask.", DefaultValueFactory = _ => 4_000_000 };
var peers = new Option<int>("--masks") { Description = "Masks over each of them.", DefaultValueFactory = _ => 16 };
var threads = new Option<int[]>("--threads") { Description = "Threads at work, one row each.", DefaultValueFactory = _ => [1, 2], AllowMultipleArgumentsPerToken = true };
var masks = new Command("masks", "Nanoseconds a parameter for expanding and adding one pairwise mask.") { vector, peers, threads };
masks.SetAction(parsed => MaskSpeed.Print(parsed.GetRequiredValue(vector), parsed.GetRequiredValue(peers), parsed.GetRequiredValue(threads)));

var cohorts = new Option<int[]>("--sites") { Description = "Cohort sizes.", DefaultValueFactory = _ => [4, 16, 64], AllowMultipleArgumentsPerToken = true };
var lanes = new Option<int>("--lanes") { Description = "Lanes of the vector.", DefaultValueFactory = _ => 100_000 };
var batch = new Option<int>("--batch") { Description = "Rounds that one setup serves, 4 or more.", DefaultValueFactory = _ => 50 };
var secagg = new Command("secagg", "Processor time and bytes of secure aggregation, sites and coordinator in this process.") { cohorts, lanes, batch };
secagg.SetAction(parsed => SecureAggregationCost.Measure(parsed.GetRequiredValue(cohorts), parsed.GetRequiredValue(lanes), parsed.GetRequiredValue(batch)));

var noisedModels = new Option<int[]>("--parameters") { Description = "Sizes of models.", DefaultValueFactory = _ => [100_000, 1_000_000], AllowMultipleArgumentsPerToken = true };
var noise = new Command("noise", "Nanoseconds a parameter that noise on the sum costs a site, and whoever reads it.") { noisedModels };
noise.SetAction(parsed => NoiseCost.Print(parsed.GetRequiredValue(noisedModels)));

var dpSgd = new Command("dpsgd", "Milliseconds a step of private training beside a plain one, on one thread.") { json };
dpSgd.SetAction(parsed => PrivateSteps.Measure(parsed.GetValue(json)));

var data = new Option<string>("--data") { Required = true };
var role = new Option<CoordinatorRoles>("--role") { DefaultValueFactory = _ => CoordinatorRoles.Silo | CoordinatorRoles.Gateway };
var storage = new Option<string?>("--storage");
var vault = new Option<string?>("--vault");
var coordinator = new Command("coordinator", "A coordinator or a part of one, for the commands above.") { data, role, storage, vault };
coordinator.SetAction((parsed, cancellation) =>
{
    if (parsed.GetValue(storage) is { } account) Environment.SetEnvironmentVariable("Azure__Storage__ConnectionString", account);

    return CoordinatorHost.RunAsync(new() { Data = parsed.GetRequiredValue(data), Listen = "127.0.0.1:0", OrleansSiloPort = 0, OrleansGatewayPort = 0, Roles = parsed.GetValue(role), Vault = parsed.GetValue(vault) }, null, cancellation);
});

var siloCounts = new Option<int[]>("--silos") { Description = "How many silos, one row each.", DefaultValueFactory = _ => [1, 2, 3], AllowMultipleArgumentsPerToken = true };
var siloParameters = new Option<int>("--parameters") { Description = "Parameters of the model.", DefaultValueFactory = _ => 4_000_000 };
var siloRounds = new Option<int>("--rounds") { Description = "Rounds, the first of which is left out.", DefaultValueFactory = _ => 6 };
var silos = new Command("silos", "What rounds cost silos that share a storage account, by their number, and which part of it one of them bears alone.") { siloCounts, siloParameters, siloRounds };
silos.SetAction((parsed, cancellation) => SiloCost.Measure(parsed.GetRequiredValue(siloCounts), parsed.GetRequiredValue(siloParameters), parsed.GetRequiredValue(siloRounds), cancellation));

var mebibytes = new Option<int>("--mebibytes") { Description = "The artifact's size.", DefaultValueFactory = _ => 1024 };
var artifact = new Command("artifact", "Memory and speed of one large artifact into a storage account and out again, sealed.") { mebibytes };
artifact.SetAction((parsed, cancellation) => LargeArtifact.Measure(parsed.GetRequiredValue(mebibytes), cancellation));

var auditEntries = new Option<int>("--entries") { Description = "Entries, over all rows.", DefaultValueFactory = _ => 1_000_000 };
var auditCallers = new Option<int[]>("--callers") { Description = "How many append at once, one row each.", DefaultValueFactory = _ => [512], AllowMultipleArgumentsPerToken = true };
var auditLog = new Command("audit-log", "Entries a second that become durable under signed checkpoints while proofs are made, and seconds to verify all of them.") { auditEntries, auditCallers };
auditLog.SetAction((parsed, cancellation) => AuditLogSpeed.Measure(parsed.GetRequiredValue(auditEntries), parsed.GetRequiredValue(auditCallers), cancellation));

var config = new Option<string>("--config") { Required = true };
var ownNumber = new Option<int>("--site") { Required = true };
var ofSites = new Option<int>("--sites") { Required = true };
var features = new Option<int>("--features") { Required = true };
var site = new Command("site", "A site that adds a constant instead of training, for the commands above.") { config, ownNumber, ofSites, features };
site.SetAction(async (parsed, cancellation) =>
{
    using var host = SiteHost.Create(SiteOptions.Load(parsed.GetRequiredValue(config)), builder =>
    {
        builder.Services.AddSingleton<ISiteTrainer>(new ConstantShift(parsed.GetRequiredValue(ownNumber), parsed.GetRequiredValue(ofSites)));
        builder.Services.AddSingleton<ISiteDatasets>(new NoData(parsed.GetRequiredValue(features)));
    });
    await host.RunAsync(cancellation);
});

return await new RootCommand("Benchmarks of FedGrains.") { rows, maskedRows, accuracy, masks, noise, secagg, dpSgd, silos, artifact, auditLog, coordinator, site }.Parse(args).InvokeAsync();
