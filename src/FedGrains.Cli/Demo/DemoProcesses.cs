using FedGrains.Cli.Coordinators;
using FedGrains.Coordinator;

namespace FedGrains.Cli.Demo;

/// <summary>The demonstration's coordinator and sites, each a process.</summary>
internal sealed class DemoProcesses(DemoOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly List<ChildProcess> _sites = [];
    private ChildProcess? _coordinator;

    private string Data => Path.Combine(options.Output, "coordinator");

    /// <summary>Starts the coordinator and connects to it once it listens.</summary>
    public async Task<CoordinatorClient> StartCoordinator(CancellationToken cancellation)
    {
        string[] plaintext = options.Plaintext ? ["--plaintext"] : [];

        _coordinator = ChildProcess.Start(
            "coordinator",
            DemoFolder.Log(options.Output, "coordinator"),
            ["coordinator", "start", "--data", Data, "--listen", "127.0.0.1:0", "--orleans-gateway-port", "0", "--orleans-silo-port", "0", .. plaintext]);

        await Until(() => Task.FromResult(CoordinatorEndpoints.Read(Data)?.Pid == _coordinator.Id), "The coordinator did not start.", _coordinator, cancellation);

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
        foreach (var process in _sites.Prepend(_coordinator!)) ThrowIfEnded(process, $"The process of '{process.Name}' ended.");
    }

    /// <summary>Stops the sites, then the coordinator.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_sites.Select(s => s.DisposeAsync().AsTask()));

        if (_coordinator is not null) await _coordinator.DisposeAsync();
    }

    private static void ThrowIfEnded(ChildProcess process, string failure)
    {
        if (process.HasExited) throw process.Failure(failure);
    }
}
