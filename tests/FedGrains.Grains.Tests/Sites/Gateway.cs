using System.Collections.Concurrent;

using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Nodes;
using FedGrains.Core.Identifiers;

namespace FedGrains.Grains.Tests.Sites;

/// <summary>A gateway's end of a site's connection, which remembers what was pushed.</summary>
internal sealed class Gateway : INodeObserver
{
    private readonly ConcurrentQueue<string> _pushed = new();

    public Guid Connection { get; } = Guid.CreateVersion7();

    public IEnumerable<string> Pushed => _pushed;

    public Task Assigned(Assignment assignment)
    {
        _pushed.Enqueue($"do {assignment.Round}");

        return Task.CompletedTask;
    }

    public Task Told(MaskingMessage message)
    {
        _pushed.Enqueue($"take {message.Topic}");

        return Task.CompletedTask;
    }

    public Task Withdrawn(RoundKey round, string reason)
    {
        _pushed.Enqueue($"leave {round}: {reason}");

        return Task.CompletedTask;
    }
}
