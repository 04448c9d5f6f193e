using System.Text;

using FedGrains.Coordinator;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Gateway.Tests.Sites;
using FedGrains.Storage.Auditing;
using FedGrains.Transparency.Logs;

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedGrains.Gateway.Tests.Hosting;

/// <summary>A whole coordinator in this process, on ports and in a folder of its own.</summary>
public class TestCoordinator : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedgrains-gateway-");

    private WebApplication? _app;

    public TestClock Clock { get; } = new();

    public string Data => Path.Combine(_folder.FullName, "coordinator");

    public Uri Address { get; private set; } = null!;

    /// <summary>The certificates that sites pin; null without TLS.</summary>
    public string? Authority => CoordinatorEndpoints.Read(Data)!.CertificateAuthority is { } path ? File.ReadAllText(path) : null;

    public IGrainFactory Grains => _app!.Services.GetRequiredService<IGrainFactory>();

    /// <summary>What the coordinator is started with, unless a test says otherwise: no limits, as every test calls from one address.</summary>
    public CoordinatorOptions Options() => new()
    {
        Data = Data,
        Listen = "127.0.0.1:0",
        OrleansSiloPort = 0,
        OrleansGatewayPort = 0,
        Limits = new() { EnrolmentsPerMinute = 1_000_000, RefusalsPerMinute = 1_000_000 },
    };

    public async ValueTask InitializeAsync() => await Start(Options());

    public async Task Start(CoordinatorOptions options)
    {
        _app = CoordinatorHost.Create(options, configure: builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<TimeProvider>(Clock);
        });

        await _app.StartAsync();
        Address = new(CoordinatorEndpoints.Read(Data)!.Gateway);
    }

    public async Task Stop()
    {
        if (_app is not { } app) return;

        _app = null;
        await app.StopAsync();
        await app.DisposeAsync();
    }

    public async Task Restart(CoordinatorOptions? options = null)
    {
        await Stop();
        await Start(options ?? Options());
    }

    public TGrain Grain<TGrain>(string key)
        where TGrain : IGrainWithStringKey => Grains.GetGrain<TGrain>(key);

    /// <summary>Waits until the gateway has begun to take in an update: from then on another call would take the upload over.</summary>
    internal Task TakesIn(NodeKey node, Work work)
    {
        var round = new RoundKey(new(node.Federation, new(work.Report.Run)), work.Report.Round);
        var upload = Digest.Of(Encoding.UTF8.GetBytes($"{RoundPlan.UpdateAreaOf(round)}\n{node.Node}/{work.Report.Update.Digest}"));

        return Eventually.Be("the upload begins", () => Task.FromResult(File.Exists(Path.Combine(Data, "uploads", upload.Value))));
    }

    /// <summary>The refusals that stand in the audit logs by now, each log verified.</summary>
    internal List<AuditLine> Audit() =>
        !Directory.Exists(Path.Combine(Data, "audit")) ? [] : [.. Directory.EnumerateDirectories(Path.Combine(Data, "audit")).Order(StringComparer.Ordinal).SelectMany(Entries).Select(AuditLine.Read).Where(l => l.Outcome == "refused").OrderBy(l => l.At)];

    // The log may be growing: its checkpoint says how far it is to be read.
    private static List<string> Entries(string folder)
    {
        var entries = new List<string>();
        if (FileAuditLogs.KeyOf(folder) is not { } key || !File.Exists(Path.Combine(folder, TiledLog.CheckpointPath))) return entries;

        new LogReader(new FileTiles(folder), key).Verify([], (_, entry) => entries.Add(Encoding.UTF8.GetString(entry.Span))).GetAwaiter().GetResult();

        return entries;
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
