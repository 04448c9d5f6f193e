namespace FedGrains.Site.Gateway;

internal sealed partial class GatewayRetries
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Attempt {Attempt} at a call failed; the next is in {Delay}. {Reason}")]
    private partial void LogRetry(int attempt, TimeSpan delay, string reason);
}
