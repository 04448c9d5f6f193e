using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Nodes;

internal sealed partial class NodeGrain
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node}: enrolment was {Outcome}")]
    private partial void LogEnrolled(NodeKey node, EnrolOutcome outcome);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Node {Node}: revoked")]
    private partial void LogRevoked(NodeKey node);

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node}: dataset {Dataset} has {Training} training and {HeldOut} held-out records")]
    private partial void LogDataset(NodeKey node, DatasetName dataset, long training, long heldOut);

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node}: connected, running {Software}")]
    private partial void LogConnected(NodeKey node, string software);

    [LoggerMessage(Level = LogLevel.Information, Message = "Node {Node}: disconnected")]
    private partial void LogDisconnected(NodeKey node);
}
