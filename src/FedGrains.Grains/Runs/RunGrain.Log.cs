using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Runs;

internal sealed partial class RunGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run}: started with {Cohort} nodes for {Rounds} rounds of {Strategy}")]
    private partial void LogStarted(RunKey run, int cohort, int rounds, string strategy);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run}: {Phase}. {Reason}")]
    private partial void LogEnded(RunKey run, RunPhase phase, string? reason);
}
