using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;

using Microsoft.Extensions.Logging;

using RoundTask = FedGrains.Core.Rounds.RoundTask;

namespace FedGrains.Grains.Rounds;

internal sealed partial class RoundGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Round {Round}: opened to {Task} with {Cohort} nodes from version {Version}")]
    private partial void LogOpened(string round, RoundTask task, int cohort, int version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Round {Round}: submission of {Node} was {Outcome}")]
    private partial void LogSubmitted(string round, NodeId node, SubmitOutcome outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Round {Round}: {Node} cannot do its part")]
    private partial void LogFailed(string round, NodeId node);

    [LoggerMessage(Level = LogLevel.Information, Message = "Round {Round}: unmasking is {Phase}, with {Survivors} of {Cohort} nodes")]
    private partial void LogUnmasking(string round, AggregationPhase phase, int survivors, int cohort);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Round {Round}: {Sites} released shares that were not dealt to them; the sum was opened without these")]
    private partial void LogWrongShares(string round, string sites);

    [LoggerMessage(Level = LogLevel.Information, Message = "Round {Round}: checkpointed version {Version} ({Digest}) with {Receipts} of {Cohort} nodes")]
    private partial void LogCheckpointed(string round, int version, Digest digest, int receipts, int cohort);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Round {Round}: abandoned. {Reason}")]
    private partial void LogAbandoned(string round, string? reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Round {Round}: the vault made no key to seal updates to; the cohort is asked when it does")]
    private partial void LogNoSealingKey(string round, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Round {Round}: a step failed and is tried again")]
    private partial void LogAdvanceFailed(string round, Exception exception);
}
