using System.Text.Json;

using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Cli.Emulators;
using FedGrains.Coordinator;

namespace FedGrains.Cli.Demo;

/// <summary>The demonstration's coordinator and sites, each a process.</summary>
internal sealed class DemoProcesses(DemoOptions options) : IAsyncDisposable
{
    /// <summary>How many silos share the work where they share storage.</summary>
    public const int Silos = 3;

    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly List<ChildProcess> _sites = [];
    private readonly List<ChildProcess> _silos = [];
    private AzuriteServer? _azurite;
    private ChildProcess? _coordinator;

    private string Data => Path.Combine(options.Output, "coordinator");

    /// <summary>Starts the coordinator and connects to it once it listens.</summary>
    public async Task<CoordinatorClient> StartCoordinator(CancellationToken cancellation)
    {
        var storage = await Storage(cancellation);
        _coordinator = await Start("coordinator", storage, cancellation, options.Plaintext ? ["--plaintext"] : []);

        if (options.Storage is not null)
        {
            // One after the other: each finds the others in the table.
            for (var n = 2; n <= Silos; n++) _silos.Add(await Start($"silo-{n}", storage, cancellation, "--role", nameof(CoordinatorRoles.Silo), "--silo-name", $"silo-{n}"));
        }

        return await CoordinatorClient.Connect(Data, cancellation);
    }

    /// <summary>Starts a hospital's site.</summary>
    public ChildProcess StartSite(DemoHospital hospital)
    {
        var site = ChildProcess.Start(hospital.Node.Value, DemoFolder.Log(options.Output, hospital.Node.Value), "site", "start", "--config", hospital.Configuration);
        _sites.Add(site);

        return site;
    }

    /// <summary>Waits until <paramref name="condition"/> holds; a process that ends meanwhile, or two minutes, is a failure that shows the end of its log.</summary>
    public static async Task Until(Func<Task<bool>> condition, string failure, ChildProcess process, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(StartLimit);

        while (!await condition())
        {
            ThrowIfEnded(process, failure);

            if (limit.IsCancellationRequested && !cancellation.IsCancellationRequested) throw process.Failure($"{failure} It had {StartLimit.TotalMinutes:F0} minutes.");

            await Task.Delay(Interval, cancellation);
        }
    }

    /// <summary>Waits until <paramref name="condition"/> holds for all of them.</summary>
    public Task Until(Func<Task<bool>> condition, string failure, CancellationToken cancellation) => Until(
        async () =>
        {
            ThrowIfAnyEnded();

            return await condition();
        },
        failure,
        _coordinator!,
        cancellation);

    /// <summary>Throws when a process has ended while it was needed.</summary>
    public void ThrowIfAnyEnded()
    {
        foreach (var process in _sites.Concat(_silos).Prepend(_coordinator!)) ThrowIfEnded(process, $"The process of '{process.Name}' ended.");
    }

    /// <summary>Stops the sites, then the silos, then what they keep everything in.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_sites.Select(s => s.DisposeAsync().AsTask()));
        await Task.WhenAll(_silos.Select(s => s.DisposeAsync().AsTask()));
        if (_coordinator is not null) await _coordinator.DisposeAsync();
        if (_azurite is not null) await _azurite.DisposeAsync();
    }

    private async Task<ChildProcess> Start(string name, string[] storage, CancellationToken cancellation, params string[] more)
    {
        var data = Path.Combine(options.Output, name);
        var process = ChildProcess.Start(
            name,
            DemoFolder.Log(options.Output, name),
            ["coordinator", "start", "--data", data, "--listen", "127.0.0.1:0", "--orleans-gateway-port", "0", "--orleans-silo-port", "0", .. storage, .. more]);

        await Until(() => Task.FromResult(CoordinatorEndpoints.Read(data)?.Pid == process.Id), $"The process of '{name}' did not start.", process, cancellation);

        return process;
    }

    /// <summary>The arguments that say where everything is kept; an emulator is started for them.</summary>
    private async Task<string[]> Storage(CancellationToken cancellation)
    {
        if (options.Storage is not { } storage) return [];

        var connection = storage;

        if (storage.Equals(DemoOptions.Azurite, StringComparison.OrdinalIgnoreCase))
        {
            try
            {
                _azurite = await AzuriteServer.Start(Path.Combine(options.Output, DemoOptions.Azurite), cancellation);
            }
            catch (InvalidOperationException fault)
            {
                throw new CommandException(fault.Message);
            }

            connection = _azurite.ConnectionString;
        }

        var config = Path.Combine(options.Output, "coordinator.config.json");
        // It may hold the key of an account.
        await OwnFile.Write(config, JsonSerializer.Serialize(new { Azure = new { Storage = new { ConnectionString = connection } } }), cancellation);

        return ["--config", config, "--vault", Path.Combine(Data, "keys")];
    }

    private static void ThrowIfEnded(ChildProcess process, string failure)
    {
        if (process.HasExited) throw process.Failure(failure);
    }
}
