namespace FedGrains.Site.Jobs;

internal sealed partial class TrainingJob
{
    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} met a fault")]
    private partial void LogFault(string job, Exception fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Job} broke down")]
    private partial void LogBroken(string job, Exception fault);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The failure of job {Job} was not taken. {Reason}")]
    private partial void LogUntold(string job, string reason);
}
