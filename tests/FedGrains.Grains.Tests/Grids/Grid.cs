using System.Security.Cryptography;
using System.Text;

using FedGrains.Contracts;
using FedGrains.Core.Identifiers;
using FedGrains.Privacy.Keys;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Auditing;
using FedGrains.Storage.Keys;
using FedGrains.Transparency.Logs;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

using Orleans.TestingHost;

namespace FedGrains.Grains.Tests.Grids;

/// <summary>A coordinator on a folder of its own: silos, files, and a client. It can die and start again on what it left.</summary>
public class Grid : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("fedgrains-grid-").FullName;
    private readonly short _silos;
    private readonly FakeTimeProvider? _clock;
    private InProcessTestCluster? _cluster;
    private FileArtifactStore? _artifacts;
    private FileAuditLogs? _trail;
    private GatedTrail? _gatedTrail;
    private FileKeyVault? _vault;
    private GatedVault? _gatedVault;

    public Grid()
        : this(silos: 1)
    {
    }

    internal Grid(short silos, FakeTimeProvider? clock = null) => (_silos, _clock) = (silos, clock);

    public IArtifactStore Artifacts => _artifacts!;

    /// <summary>The entries of a federation's audit log, one JSON document each, once the log is verified.</summary>
    internal async Task<List<string>> AuditEntries(string federation)
    {
        var folder = FileAuditLogs.FolderOf(_folder, new(federation));
        var entries = new List<string>();
        await new LogReader(new FileTiles(folder), FileAuditLogs.KeyOf(folder)!).Verify([], (_, entry) => entries.Add(Encoding.UTF8.GetString(entry.Span)));

        return entries;
    }

    internal InProcessTestCluster Cluster => _cluster!;

    internal GatedVault Vault => _gatedVault!;

    internal GatedTrail Trail => _gatedTrail!;

    /// <summary>The folder of all that is stored.</summary>
    internal string Folder => _folder;

    internal CallGate Gate { get; private set; } = new();

    internal WriteGate Writes { get; private set; } = new();

    /// <summary>Which of these areas of the store hold something.</summary>
    internal IEnumerable<string> Filled(IEnumerable<string> areas) =>
        areas.Where(a => Directory.EnumerateFiles(Path.Combine(_folder, "areas"), $"{Digest.Of(Encoding.UTF8.GetBytes(a))}~*").Any());

    internal TGrain Get<TGrain>(object key)
        where TGrain : IGrainWithStringKey => Cluster.Client.GetGrain<TGrain>(key.ToString()!);

    internal bool IsActive(IAddressable grain) => Cluster.TryGetGrainContext(grain.GetGrainId(), out _);

    public async ValueTask InitializeAsync()
    {
        (Gate, Writes, _artifacts) = (new(), new(), new(_folder, _clock ?? TimeProvider.System));

        _vault = await FileKeyVault.Open(Path.Combine(_folder, "keys"), new VaultProtection.KeyFile(Path.Combine(_folder, "vault.key")), RandomNumberGenerator.Create());
        _gatedVault = new(_vault);
        _trail = new(_folder, _vault, _clock ?? TimeProvider.System);
        _gatedTrail = new(_trail);

        var builder = new InProcessTestClusterBuilder(_silos);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSilo((_, silo) => Configure(silo));
        builder.ConfigureClient(client => client.Services.AddFedGrainsContracts());

        _cluster = builder.Build();
        await _cluster.DeployAsync();
    }

    /// <summary>Ends every silo without a farewell and starts new ones on the same folder. Nobody calls a grain in between.</summary>
    internal async Task Crash()
    {
        foreach (var silo in Cluster.Silos.ToArray()) await Cluster.KillSiloAsync(silo);

        Gate.Break();
        Writes.Break();
        await End();
        await InitializeAsync();
    }

    /// <summary>Stops every silo in good order and starts new ones on the same folder.</summary>
    internal async Task Restart()
    {
        await Cluster.StopAllSilosAsync();
        await End();
        await InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Gate.Break();
        await End();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private async Task End()
    {
        await Cluster.DisposeAsync();
        await _trail!.DisposeAsync();
        _artifacts!.Dispose();
        _vault!.Dispose();
    }

    private void Configure(ISiloBuilder silo)
    {
        silo.AddFedGrainsFileGrainStorage("Default", o => o.RootDirectory = Path.Combine(_folder, "grains"));
        // Reminders die with their silo, so that a run that goes on after a crash was woken by the start alone.
        silo.UseInMemoryReminderService();
        silo.AddFedGrains();
        silo.AddIncomingGrainCallFilter(Gate);
        GatedStorage.Register(silo.Services, "Default", Writes);
        silo.Services.AddSingleton<IArtifactStore>(new GatedArtifacts(_artifacts!, Writes));
        silo.Services.AddSingleton<IAuditTrail>(_gatedTrail!);
        silo.Services.AddSingleton<IKeyVault>(_gatedVault!);

        if (_clock is null) return;

        // Grains live by the test's clock, the silo itself by the machine's.
        silo.Services.AddSingleton<TimeProvider>(_clock);
        silo.Services.UseTimeProviderForBackgroundAreas(TimeProvider.System);
    }
}
