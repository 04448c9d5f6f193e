using FedGrains.Client.Connections;

using Microsoft.Extensions.Options;

using Orleans.Configuration;

namespace FedGrains.Coordinator.Cluster;

/// <summary>Keeps the credentials of the command line in the data folder: who may read the folder may command. Written at start and once a day.</summary>
internal sealed partial class OperatorCredentials(CoordinatorOptions options, ClusterAuthority authority, IClusterIdentity silo, IOptions<ClusterOptions> cluster, TimeProvider clock, ILogger<OperatorCredentials> logger) : BackgroundService
{
    private const string Name = "operator";

    private static readonly TimeSpan s_life = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_every = TimeSpan.FromDays(1);

    /// <summary>The file in a data folder.</summary>
    public static string PathIn(string data) => Path.GetFullPath(Path.Combine(data, "operator.json"));

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // First the silo's own: a version of the authority's key that is added between the two would not be known to these.
        await silo.Certificate(cancellationToken);
        await Write(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var days = new PeriodicTimer(s_every, clock);

        while (await days.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await Write(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // The top of a loop that must not end: the file is good for some days yet.
                LogNotWritten(e);
            }
        }
    }

    private async Task Write(CancellationToken cancellationToken)
    {
        var credentials = await authority.Issue(Name, PeerRole.Operator, cluster.Value.ServiceId, [], s_life, cancellationToken);
        PrivateFiles.Write(PathIn(options.Data), credentials.ToJson());
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Coordinator: the credentials of the command line could not be renewed; it is tried again tomorrow")]
    private partial void LogNotWritten(Exception e);
}
