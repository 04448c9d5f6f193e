namespace FedGrains.Site.Masking;

internal sealed partial class MaskingMail
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Secure aggregation: the coordinator did not take a message. {Reason}")]
    private partial void LogRefused(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Secure aggregation: a reply of {Length} bytes is larger than the coordinator takes. Ask for a run with fewer rounds a batch")]
    private partial void LogTooLarge(int length);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Secure aggregation: the refusal in round {Round} of {Run} could not be told. {Reason}")]
    private partial void LogUntold(string run, int round, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Secure aggregation: a message could not be dealt with; what is due comes again")]
    private partial void LogBroken(Exception fault);
}
