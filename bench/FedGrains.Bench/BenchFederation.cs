using System.Globalization;
using System.Net;
using System.Text.Json;

using FedGrains.Client.Connections;
using FedGrains.Contracts;
using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Runs;
using FedGrains.Coordinator;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FedGrains.Bench;

/// <summary>A coordinator and sites on loopback, over TLS and with every update durable, as they run anywhere.</summary>
internal sealed class BenchFederation : IAsyncDisposable
{
    private const int SmallestCohort = 3;

    private static readonly FederationId Id = new("bench");

    private readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine(Directory.GetCurrentDirectory(), $"bench-{Environment.ProcessId}-{Environment.TickCount64}"));
    private readonly List<BenchProcess> _sites = [];

    private readonly List<BenchProcess> _silos = [];

    private IHost? _client;
    private string? _storage;

    private string CoordinatorData => Path.Combine(_folder.FullName, "coordinator");

    public BenchProcess Coordinator { get; private set; } = null!;

    public IReadOnlyList<BenchProcess> Sites => _sites;

    /// <summary>The silos that are apart from the gateway.</summary>
    public IReadOnlyList<BenchProcess> Silos => _silos;

    private IGrainFactory Grains => _client!.Services.GetRequiredService<IClusterClient>();

    private IFederationGrain Federation => Grains.GetGrain<IFederationGrain>(Id.Value);

    public static Task<BenchFederation> Start(int sites, int features, CancellationToken cancellation) => Start(sites, features, silos: 0, storage: null, cancellation);

    /// <summary>With silos apart from the gateway, on a storage account that they share.</summary>
    public static async Task<BenchFederation> Start(int sites, int features, int silos, string? storage, CancellationToken cancellation)
    {
        var federation = new BenchFederation { _storage = storage };
        for (var i = 0; i < silos; i++) federation._silos.Add(await federation.StartPart($"silo-{i}", "Silo", cancellation));
        await federation.StartCoordinator(cancellation);

        var configurations = new List<string>();
        for (var i = 0; i < sites; i++) configurations.Add(await federation.Invite(i));

        for (var i = 0; i < sites; i++)
        {
            federation._sites.Add(BenchProcess.Start(Path.Combine(federation._folder.FullName, $"site-{i}.log"),
                "site", "--config", configurations[i], "--site", Text(i), "--sites", Text(sites), "--features", Text(features)));
        }

        await Until(async () => (await federation.Federation.Nodes()).Count(n => n.Connected && !n.Node.Datasets.IsEmpty) == sites, cancellation);

        return federation;
    }

    /// <summary>Proposes a roster of all sites, which trust it, and waits until it is in force.</summary>
    public async Task AgreeOnRoster(CancellationToken cancellation)
    {
        var proposed = await Federation.ProposeRoster([], SmallestCohort);
        if (proposed.Roster is null) throw new InvalidOperationException(string.Join(" ", proposed.Faults));

        await Until(async () => await Grains.GetGrain<IRosterGrain>(Id.Value).InForce() is not null, cancellation);
    }

    /// <summary>Runs to the end and returns the rounds; throws when the run did not complete.</summary>
    public async Task<IReadOnlyList<RoundSummary>> Run(string name, RunConfiguration configuration, CancellationToken cancellation)
    {
        var started = await Federation.StartRun(new(name), configuration);
        if (!started.Started) throw new InvalidOperationException(string.Join(" ", started.Faults));

        var grain = Grains.GetGrain<IRunGrain>(new RunKey(Id, new(name)).ToString());
        var run = await grain.Describe();

        while (run is not { Ended: true }) run = await grain.Watch(run?.RoundsEnded ?? 0, run?.Phase, cancellation);

        return run.Phase is RunPhase.Completed ? await Rounds(grain, run) : throw new InvalidOperationException($"The run ended as {run.Phase}: {run.Reason}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in _sites) site.Dispose();
        foreach (var silo in _silos) silo.Dispose();
        Coordinator.Dispose();
        if (_client is not null) await _client.StopAsync();

        _client?.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<IReadOnlyList<RoundSummary>> Rounds(IRunGrain grain, Run run)
    {
        var rounds = new List<RoundSummary>();

        while (rounds.Count < run.RoundsEnded) rounds.AddRange(await grain.Rounds(rounds.Count + 1, run.RoundsEnded));

        return rounds;
    }

    private async Task StartCoordinator(CancellationToken cancellation)
    {
        Coordinator = await StartPart("coordinator", _silos.Count > 0 ? "Gateway" : "Silo, Gateway", cancellation);
        var endpoints = CoordinatorEndpoints.Read(_silos.Count > 0 ? Path.Combine(_folder.FullName, "silo-0") : CoordinatorData)!;

        // Not the working folder, which the host would watch for changes, the coordinator's data and all.
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client.UseStaticClustering(IPEndPoint.Parse(endpoints.OrleansGateway!));
            client.UseMutualTls(new CredentialsIdentity(endpoints.Credentials!));
            client.Configure<Orleans.Configuration.ClusterOptions>(o => (o.ClusterId, o.ServiceId) = (endpoints.ClusterId, endpoints.ServiceId));
            client.Services.AddFedGrainsContracts();
        });

        _client = builder.Build();
        await _client.StartAsync(cancellation);
        await Federation.Create("Benchmark");
    }

    private async Task<BenchProcess> StartPart(string name, string roles, CancellationToken cancellation)
    {
        var data = Path.Combine(_folder.FullName, name);
        string[] shared = _storage is null ? [] : ["--storage", _storage, "--vault", Path.Combine(_folder.FullName, "vault")];
        var process = BenchProcess.Start(Path.Combine(_folder.FullName, $"{name}.log"), ["coordinator", "--data", data, "--role", roles, .. shared]);
        await Until(() => Task.FromResult(CoordinatorEndpoints.Read(data) is not null), cancellation);

        return process;
    }

    private async Task<string> Invite(int index)
    {
        var node = $"site-{index:d2}";
        var issued = await Federation.Invite(new(node), TimeSpan.FromHours(1));
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, node)).FullName;
        var endpoints = CoordinatorEndpoints.Read(CoordinatorData)!;

        await File.WriteAllTextAsync(Path.Combine(folder, "invitation.json"), JsonSerializer.Serialize(new
        {
            gateway = endpoints.Gateway,
            federation = Id.Value,
            node,
            token = issued.Token,
            certificateAuthority = await File.ReadAllTextAsync(endpoints.CertificateAuthority!),
            expires = issued.Expires,
        }));

        var configuration = Path.Combine(folder, "site.yaml");
        await File.WriteAllTextAsync(configuration, "data: data\ninvitation: invitation.json\ndevice: cpu\nroster: { firstUse: trust }\n");

        return configuration;
    }

    private static async Task Until(Func<Task<bool>> condition, CancellationToken cancellation)
    {
        while (!await condition()) await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation);
    }
}
