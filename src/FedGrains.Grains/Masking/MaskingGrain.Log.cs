using FedGrains.Core.Identifiers;
using FedGrains.Privacy.SecureAggregation;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Masking;

internal sealed partial class MaskingGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run}: setup of masks {Batch} began under roster {Epoch}")]
    private partial void LogInvited(RunKey run, Batch batch, ulong epoch);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Run {Run}: {Node} took part in setup {Batch}, which is {Phase}")]
    private partial void LogReceived(RunKey run, NodeId node, SetupPhase phase, Batch batch);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run}: setup of masks {Batch} is {Phase}")]
    private partial void LogPhase(RunKey run, Batch batch, SetupPhase phase);

    [LoggerMessage(Level = LogLevel.Information, Message = "Run {Run}: round {Round} is masked round {Number}, with {Sites} of {Cohort} nodes")]
    private partial void LogOpened(RunKey run, int round, long number, int sites, int cohort);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Run {Run}: setup of masks {Batch} is given up; another begins")]
    private partial void LogGivenUp(RunKey run, Batch batch);

    [LoggerMessage(Level = LogLevel.Error, Message = "Run {Run}: the setup of masks could not be kept going and is tried again")]
    private partial void LogNotTended(RunKey run, Exception exception);
}
