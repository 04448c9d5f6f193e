using System.Reflection;

using FedGrains.Storage;

namespace FedGrains.Site.Auditing;

/// <summary>Writes down that the site starts and stops. One that cannot write it down does not start.</summary>
internal sealed partial class SiteLife(SiteAudit audit, ILogger<SiteLife> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) => audit.Done("site.start", ("version", typeof(SiteLife).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion));

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await audit.Done("site.stop");
        }
        catch (StorageException e)
        {
            // It stops all the same, as it would have without a word.
            LogNotWritten(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "That the site stops could not be written to its audit log")]
    private partial void LogNotWritten(Exception e);
}
