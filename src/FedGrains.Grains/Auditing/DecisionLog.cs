using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Storage.Auditing;

namespace FedGrains.Grains.Auditing;

/// <summary>What is decided about a federation, written to its audit log before it is so: what cannot be logged does not happen. After a crash between the two an entry may stand twice.</summary>
internal sealed class DecisionLog(IAuditTrail trail, TimeProvider clock)
{
    public Task Federation(FederationId federation, string action, params ReadOnlySpan<(string Name, string Value)> details) => Write(federation, null, action, null, details);

    public Task Node(NodeKey node, string action, params ReadOnlySpan<(string Name, string Value)> details) => Write(node.Federation, node.Node, action, null, details);

    public Task Run(RunKey run, string action, string? reason, params ReadOnlySpan<(string Name, string Value)> details) => Write(run.Federation, null, action, reason, [("run", run.Run.Value), .. details]);

    private Task Write(FederationId federation, NodeId? node, string action, string? reason, ReadOnlySpan<(string Name, string Value)> details)
    {
        var named = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in details) named[name] = value;

        return trail.Append(new(clock.GetUtcNow(), federation, node, action, "done", reason) { Details = named.ToImmutable() });
    }
}
