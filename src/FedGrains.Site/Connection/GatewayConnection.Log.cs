using FedGrains.Core.Identifiers;

namespace FedGrains.Site.Connection;

internal sealed partial class GatewayConnection
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Connected as {Node} to {Gateway}, with a heartbeat every {Heartbeat}")]
    private partial void LogConnected(NodeKey node, Uri gateway, TimeSpan heartbeat);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not connected; trying again. {Reason}")]
    private partial void LogLost(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The connection broke down")]
    private partial void LogBroken(Exception fault);
}
