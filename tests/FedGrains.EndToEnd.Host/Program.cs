using System.CommandLine;

using FedGrains.Coordinator;
using FedGrains.EndToEnd.Host;
using FedGrains.Site;
using FedGrains.Site.Configuration;

using Microsoft.Extensions.Hosting;

var crash = new Option<string?>("--crash") { Description = "Where to die: step:count:before or step:count:after." };

var data = new Option<string>("--data") { Required = true };
var listen = new Option<string>("--listen") { Required = true };
var shared = new Option<string?>("--shared") { Description = "A JSON file that names the storage which silos share." };
var vault = new Option<string?>("--vault");
var role = new Option<CoordinatorRoles>("--role") { DefaultValueFactory = _ => CoordinatorRoles.Silo | CoordinatorRoles.Gateway };
var siloPort = new Option<int>("--silo-port");
var gatewayPort = new Option<int>("--gateway-port");
var coordinator = new Command("coordinator") { data, listen, crash, shared, vault, role, siloPort, gatewayPort };
coordinator.SetAction(async (parsed, cancellation) =>
{
    var options = new CoordinatorOptions { Data = parsed.GetRequiredValue(data), Listen = parsed.GetRequiredValue(listen), OrleansSiloPort = parsed.GetValue(siloPort), OrleansGatewayPort = parsed.GetValue(gatewayPort), Vault = parsed.GetValue(vault), Roles = parsed.GetValue(role) };
    await using var app = CoordinatorHost.Create(options, parsed.GetValue(shared), builder => builder.DieAt(CrashPoint.Parse(parsed.GetValue(crash))));
    await app.RunAsync(cancellation);
});

var config = new Option<string>("--config") { Required = true };
var trainings = new Option<string>("--trainings") { Required = true };
var site = new Command("site") { config, trainings, crash };
site.SetAction(async (parsed, cancellation) =>
{
    using var host = SiteHost.Create(
        SiteOptions.Load(parsed.GetRequiredValue(config)),
        builder => builder.DieAt(CrashPoint.Parse(parsed.GetValue(crash)), parsed.GetRequiredValue(trainings)));
    await host.RunAsync(cancellation);
});

var life = new Option<string>("--life") { Required = true };
var audit = new Command("audit") { data, life };
audit.SetAction((parsed, cancellation) => AuditWriter.Run(parsed.GetRequiredValue(data), parsed.GetRequiredValue(life), cancellation));

return await new RootCommand { coordinator, site, audit }.Parse(args).InvokeAsync();
