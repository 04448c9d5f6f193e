using System.Collections.Immutable;

namespace FedGrains.Contracts.Federations;

/// <summary>Whether a run was started; if not, every fault in its configuration, one sentence each.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.run-started")]
public sealed record RunStarted([property: Id(0)] ImmutableArray<string> Faults)
{
    /// <summary>Whether the run was started.</summary>
    public bool Started => Faults.IsEmpty;
}
