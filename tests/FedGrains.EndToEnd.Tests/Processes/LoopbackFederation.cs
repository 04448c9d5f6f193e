using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using FedGrains.Azure.Tests.Vault;
using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Models;
using FedGrains.Contracts.Runs;
using FedGrains.Coordinator;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Health.Datasets;
using FedGrains.Storage;

namespace FedGrains.EndToEnd.Tests.Processes;

/// <summary>A coordinator and sites as processes on loopback, with everything they keep in one temporary folder.</summary>
internal sealed class LoopbackFederation : IAsyncDisposable
{
    private const ulong DataSeed = 7;

    private static readonly FederationId Id = new("hospitals");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedgrains-e2e-");
    private readonly Dictionary<string, HostProcess> _sites = new(StringComparer.Ordinal);
    private readonly string _listen = $"127.0.0.1:{FreePort.Get()}";

    private readonly Dictionary<string, HostProcess> _silos = new(StringComparer.Ordinal);

    private readonly Dictionary<string, (int Silo, int Gateway)> _siloPorts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _gateways = new(StringComparer.Ordinal);

    private HostProcess? _coordinator;
    private string? _role;
    private string? _asked;
    private string? _budget;
    private string? _storage;
    private KeyVaultServer? _vault;

    public string CoordinatorData => Path.Combine(_folder.FullName, "coordinator");

    /// <summary>A site's configuration file.</summary>
    public string ConfigurationOf(string site) => Config(site);

    public Uri Gateway => new($"https://{_listen}");

    public static Task<LoopbackFederation> Start(params string[] sites) => Start(budget: null, sites);

    /// <summary>The same with a privacy budget in the dataset definition of every site.</summary>
    public static async Task<LoopbackFederation> Start(string? budget, string[] sites)
    {
        var federation = new LoopbackFederation { _budget = budget };
        await federation.StartCoordinator();
        await federation.Enrol(sites);

        return federation;
    }

    /// <summary>A coordinator of several silos that share a storage account, and sites. Keys are in a folder, or in a vault.</summary>
    public static async Task<LoopbackFederation> StartShared(string storage, string[] silos, string[] sites, KeyVaultServer? vault = null)
    {
        var federation = new LoopbackFederation { _storage = storage, _vault = vault };
        await federation.StartCoordinator();
        foreach (var silo in silos) await federation.StartSilo(silo);
        await federation.Enrol(sites);

        return federation;
    }

    /// <summary>The same with a coordinator that is a gateway alone, so that the silos are all there are.</summary>
    public static async Task<LoopbackFederation> StartApart(string storage, string[] silos, string[] sites)
    {
        var federation = new LoopbackFederation { _storage = storage, _role = nameof(CoordinatorRoles.Gateway), _asked = silos[0] };
        foreach (var silo in silos) await federation.StartSilo(silo);
        await federation.StartCoordinator();
        await federation.Enrol(sites);

        return federation;
    }

    /// <summary>Starts another silo. One that was there before starts at its ports again, as one in a container of its own does.</summary>
    public async Task StartSilo(string name, string? crash = null)
    {
        if (!_siloPorts.TryGetValue(name, out var ports)) ports = _siloPorts[name] = (FreePort.Get(), FreePort.Get());
        await StartPart(name, nameof(CoordinatorRoles.Silo), "127.0.0.1:0", ["--silo-port", $"{ports.Silo}", "--gateway-port", $"{ports.Gateway}", .. Crash(crash)]);
    }

    public Task SiloDied(string name, string crash) => _silos[name].Died(crash);

    /// <summary>Starts a gateway without a silo, and returns its address. It starts at the same one again.</summary>
    public async Task<Uri> StartGateway(string name)
    {
        var listen = _gateways.TryGetValue(name, out var known) ? known : _gateways[name] = $"127.0.0.1:{FreePort.Get()}";
        await StartPart(name, nameof(CoordinatorRoles.Gateway), listen, []);

        return new($"https://{listen}");
    }

    /// <summary>Kills a silo or a gateway.</summary>
    public Task KillSilo(string name) => _silos[name].Kill();

    /// <summary>Asks a silo to stop, and waits until it has.</summary>
    public Task StopSilo(string name) => _silos[name].Stop();

    /// <summary>Asks the coordinator to stop, and waits until it has.</summary>
    public Task StopCoordinator() => _coordinator!.Stop();

    private async Task StartPart(string name, string role, string listen, string[] more)
    {
        var data = Path.Combine(_folder.FullName, name);
        File.Delete(Path.Combine(Directory.CreateDirectory(data).FullName, "coordinator.json"));
        var silo = _silos[name] = HostProcess.Start(Identity(), ["coordinator", "--data", data, "--listen", listen, "--role", role, .. more, .. Shared()]);

        await Eventually.Be($"{role} {name} starts", () => Task.FromResult(CoordinatorEndpoints.Read(data) is not null || silo.HasExited));
        Assert.False(silo.HasExited, silo.Tail);
    }

    public async Task StartCoordinator(string? crash = null)
    {
        // What the last life announced is no sign of this one.
        File.Delete(Path.Combine(Directory.CreateDirectory(CoordinatorData).FullName, "coordinator.json"));
        _coordinator = HostProcess.Start(Identity(), ["coordinator", "--data", CoordinatorData, "--listen", _listen, .. _role is null ? (string[])[] : ["--role", _role], .. Shared(), .. Crash(crash)]);

        if (crash is null) await Eventually.Be($"the coordinator starts\n{_coordinator.Tail}", () => Task.FromResult(CoordinatorEndpoints.Read(CoordinatorData) is not null));
    }

    public Task CoordinatorDied(string crash) => _coordinator!.Died(crash);

    public Task KillCoordinator() => _coordinator!.Kill();

    public void StartSite(string site, string? crash = null) =>
        _sites[site] = HostProcess.Start(["site", "--config", Config(site), "--trainings", TrainingsFile(site), .. Crash(crash)]);

    public Task SiteDied(string site, string crash) => _sites[site].Died(crash);

    public Task KillSite(string site) => _sites[site].Kill();

    /// <summary>What a command at the site answers.</summary>
    public Task<string> AtSite(string site, params string[] command) => CommandLine.Run([.. command, "--config", Config(site), "--json"]);

    /// <summary>A verb's answer about this federation, as JSON, from its coordinator.</summary>
    public Task<string> AtCoordinator(params string[] command) => CommandLine.Run([.. command, "--federation", Id.Value, "--coordinator", CoordinatorData, "--json"]);

    public Task KillEverything() => Task.WhenAll([_coordinator!.Kill(), .. _sites.Values.Select(s => s.Kill())]);

    /// <summary>Points a site at another address, from its next start on.</summary>
    public void Redirect(string site, Uri gateway) => File.AppendAllText(Config(site), $"gateway: {gateway}\n");

    /// <summary>How often the site began to train, by iteration, over all its lives.</summary>
    public Dictionary<int, int> Trainings(string site) => File.ReadLines(TrainingsFile(site))
        .GroupBy(line => int.Parse(line, CultureInfo.InvariantCulture)).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>Has the sites sign a roster of them all, so that they can mask their updates.</summary>
    public Task AgreeOnRoster() => Ask(async grains =>
    {
        Assert.Empty((await grains.GetGrain<IFederationGrain>(Id.Value).ProposeRoster([], 3)).Faults);
        await Eventually.Be("the sites sign the roster", async () => await grains.GetGrain<IRosterGrain>(Id.Value).InForce() is not null);

        return true;
    });

    public async Task StartRun(string run, RunConfiguration configuration)
    {
        var started = await Ask(grains => grains.GetGrain<IFederationGrain>(Id.Value).StartRun(new(run), configuration));
        Assert.Empty(started.Faults);
    }

    /// <summary>The run once <paramref name="reached"/> says so.</summary>
    public async Task<Run> Run(string run, Func<Run, bool> reached, TimeSpan? limit = null) => (await Ask(grains => Eventually.Get(
        () => Answer(Run(grains, run).Describe()), r => r is not null && reached(r), limit, $"run {run} gets there")))!;

    public Task<Run> Finished(string run, TimeSpan? limit = null) => Run(run, r => r.Ended, limit);

    /// <summary>The rounds that the run has seen end, of which there is one page here.</summary>
    public Task<ImmutableArray<RoundSummary>> Rounds(string run) => Ask(grains => Eventually.Get(() => Answer(Run(grains, run).Rounds(1, int.MaxValue)), r => !r.IsDefault));

    public Task<ModelVersion?> Version(string run, int number) =>
        Ask(grains => grains.GetGrain<IModelVersionGrain>(new ModelVersionKey(new(Id, new(run)), number).ToString()).Describe());

    public Task AllReady(int count) => Ask(async grains =>
    {
        await Eventually.Be($"{count} sites are connected with their data", async () =>
            (await grains.GetGrain<IFederationGrain>(Id.Value).Nodes()).Count(n => n.Connected && !n.Node.Datasets.IsEmpty) == count);

        return true;
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var site in _sites.Values) await site.DisposeAsync();
        foreach (var silo in _silos.Values) await silo.DisposeAsync();
        if (_coordinator is not null) await _coordinator.DisposeAsync();

        _folder.Delete(recursive: true);
    }

    private async Task Enrol(string[] sites)
    {
        await Ask(grains => grains.GetGrain<IFederationGrain>(Id.Value).Create("Hospitals"));

        foreach (var site in sites) await Invite(site);
        foreach (var site in sites) StartSite(site);

        await AllReady(sites.Length);
    }

    private string[] Shared()
    {
        if (_storage is null) return [];

        var config = Path.Combine(_folder.FullName, "shared.json");

        File.WriteAllText(config, JsonSerializer.Serialize(new { Azure = new { Storage = new { ConnectionString = _storage }, KeyVault = new { Address = _vault is null ? null : $"https://localhost:{_vault.Port}", VerifyResource = false } } }));

        return ["--shared", config, .. _vault is null ? (string[])["--vault", Path.Combine(CoordinatorData, "keys")] : []];
    }

    // A managed identity, and trust in the vault's certificate.
    private Dictionary<string, string> Identity()
    {
        if (_vault is null) return [];

        var trusted = Path.Combine(_folder.FullName, "vault.pem");
        File.WriteAllText(trusted, _vault.Certificate.ExportCertificatePem());

        return new(_vault.Environment) { ["SSL_CERT_FILE"] = trusted };
    }

    private async Task Invite(string site)
    {
        var issued = await Ask(grains => grains.GetGrain<IFederationGrain>(Id.Value).Invite(new(site), TimeSpan.FromHours(1)));
        var folder = Directory.CreateDirectory(Path.Combine(_folder.FullName, site)).FullName;
        var hospital = SyntheticHospitals.Write(folder, SyntheticHospitals.Profiles.Single(p => p.Name == site), DataSeed);

        if (_budget is not null) await File.AppendAllTextAsync(hospital.DefinitionPath, $"privacy: {_budget}\n");

        await File.WriteAllTextAsync(Path.Combine(folder, "invitation.json"), JsonSerializer.Serialize(new
        {
            gateway = Gateway,
            federation = Id.Value,
            node = site,
            token = issued.Token,
            certificateAuthority = await File.ReadAllTextAsync(Path.Combine(CoordinatorData, "tls", "ca.pem")),
            expires = issued.Expires,
        }));

        await File.WriteAllTextAsync(Config(site), $"""
            data: data
            invitation: invitation.json
            device: cpu
            roster:
              firstUse: trust
            datasets: [{Path.GetFileName(hospital.DefinitionPath)}]

            """);
    }

    private static IRunGrain Run(IGrainFactory grains, string run) => grains.GetGrain<IRunGrain>(new RunKey(Id, new(run)).ToString());

    // A client of its own for each question: the coordinator may have died since the last one.
    private async Task<T> Ask<T>(Func<IGrainFactory, Task<T>> question)
    {
        await using var client = await CoordinatorClient.Connect(CoordinatorEndpoints.Read(_asked is null ? CoordinatorData : Path.Combine(_folder.FullName, _asked))!);

        return await question(client.Grains);
    }

    // Until a silo that died is given up, and storage is back, an application is told so, and asks again.
    private static async Task<T?> Answer<T>(Task<T> question)
    {
        try
        {
            return await question;
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException or StorageException)
        {
            return default;
        }
    }

    private string Config(string site) => Path.Combine(_folder.FullName, site, "site.yaml");

    private string TrainingsFile(string site) => Path.Combine(_folder.FullName, site, "trainings.txt");

    private static string[] Crash(string? crash) => crash is null ? [] : ["--crash", crash];
}
