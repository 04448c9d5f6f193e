using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Federations;

internal sealed partial class FederationGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Federation {Federation}: created")]
    private partial void LogCreated(FederationId federation);

    [LoggerMessage(Level = LogLevel.Information, Message = "Federation {Federation}: invitation of {Node} was {Outcome}")]
    private partial void LogInvited(FederationId federation, NodeId node, InviteOutcome outcome);

    [LoggerMessage(Level = LogLevel.Information, Message = "Federation {Federation}: run {Run} started: {Started}")]
    private partial void LogRunStarted(FederationId federation, RunId run, bool started);
}
