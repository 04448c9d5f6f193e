using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Nodes;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;

namespace FedGrains.Grains.Nodes;

internal sealed partial class NodeGrain
{
    // Open work is kept in memory alone: the round that gave it is durable, and gives it again to whoever has not answered.
    private readonly SortedDictionary<string, Assignment> _work = new(StringComparer.Ordinal);

    // What secure aggregation waits for is said again by whoever waits for it, too.
    private readonly PendingMessages _messages = new();

    private (Guid Id, INodeObserver Observer)? _connection;
    private DateTimeOffset? _lastSeen;
    private string? _software;

    private bool IsConnected => _connection is not null && clock.GetUtcNow() - _lastSeen < ConnectionRules.LostAfter;

    public Task<Attachment> Attach(Guid connection, INodeObserver observer, string software, bool isNew)
    {
        var superseded = _connection is { } current && current.Id != connection && !isNew;

        if (superseded || state.State.Node is not { Phase: NodePhase.Enrolled }) return Task.FromResult(new Attachment(Current: false, [], []));

        if (isNew) LogConnected(Key, software);

        _connection = (connection, observer);
        _lastSeen = clock.GetUtcNow();
        _software = software;

        return Task.FromResult(new Attachment(Current: true, [.. _work.Values], isNew ? Welcomed(connection) : []));
    }

    public Task Detach(Guid connection)
    {
        if (_connection?.Id == connection)
        {
            _connection = null;
            LogDisconnected(Key);
        }

        return Task.CompletedTask;
    }

    public async Task Assign(Assignment assignment)
    {
        if (!_work.TryAdd(assignment.Round.ToString(), assignment)) return;

        if (_connection is { } connection) await connection.Observer.Assigned(assignment);
    }

    public Task Answered(RoundKey round)
    {
        _work.Remove(round.ToString());

        return Task.CompletedTask;
    }

    public async Task Withdraw(RoundKey round, string reason)
    {
        if (_work.Remove(round.ToString()) && _connection is { } connection) await connection.Observer.Withdrawn(round, reason);
    }

    public async Task Tell(MaskingMessage message)
    {
        if (_messages.Take(message, _connection?.Id, clock.GetUtcNow()) && _connection is { } connection) await connection.Observer.Told(message);
    }

    private ImmutableArray<MaskingMessage> Welcomed(Guid connection)
    {
        // One way: the roster calls this node, and must not wait for it while this node waits for the roster.
        GrainFactory.GetGrain<IRosterGrain>(Key.Federation.Value).Greet(Key.Node).Ignore();

        return _messages.Due(connection, clock.GetUtcNow());
    }
}
