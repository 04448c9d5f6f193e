namespace FedGrains.Site.Jobs;

internal sealed partial class TrainingJobGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job}: signed, with an update of {Length} bytes")]
    private partial void LogSigned(string job, long length);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job}: the coordinator has it")]
    private partial void LogSubmitted(string job);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Job} failed. {Reason}")]
    private partial void LogFailed(string job, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Job} was withdrawn by the coordinator")]
    private partial void LogWithdrawn(string job);
}
