using System.Threading.Channels;

using FedGrains.Contracts.Nodes;
using FedGrains.Core.Identifiers;
using FedGrains.Protocol.V1;

using Assignment = FedGrains.Contracts.Nodes.Assignment;
using MaskingMessage = FedGrains.Contracts.Masking.MaskingMessage;
using Task = System.Threading.Tasks.Task;

namespace FedGrains.Gateway.Connections;

/// <summary>Puts what a node is asked to do on its connection, each assignment once.</summary>
internal sealed class GatewayObserver(ChannelWriter<CoordinatorMessage> outgoing) : INodeObserver
{
    private readonly HashSet<string> _pushed = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public Task Assigned(Assignment assignment)
    {
        Push(assignment);

        return Task.CompletedTask;
    }

    public Task Withdrawn(RoundKey round, string reason)
    {
        outgoing.TryWrite(new() { Withdrawal = new() { Run = round.Run.Run.Value, Round = round.Number, Reason = reason } });

        return Task.CompletedTask;
    }

    public Task Told(MaskingMessage message)
    {
        outgoing.TryWrite(new() { Masking = Messages.From(message) });

        return Task.CompletedTask;
    }

    public void Push(Assignment assignment)
    {
        lock (_gate)
        {
            if (!_pushed.Add(assignment.Round.ToString())) return;
        }

        outgoing.TryWrite(new() { Assignment = Messages.From(assignment) });
    }
}
