namespace FedGrains.Site.Connection;

internal sealed partial class GatewaySession
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Round {Round} of {Run} was assigned in a way that this version of the site cannot read; update the site")]
    private partial void LogUnreadable(string run, int round);
}
