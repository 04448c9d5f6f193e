using System.Collections.Immutable;

namespace FedGrains.Contracts.Federations;

/// <summary>Whether a run was started; if not, every fault in its configuration, one sentence each.</summary>
/// <param name="Faults">What is in its way.</param>
/// <param name="Note">What whoever started it should know, in a sentence, or null: such as why a run that may mask its updates does not.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.run-started")]
public sealed record RunStarted([property: Id(0)] ImmutableArray<string> Faults, [property: Id(1)] string? Note = null)
{
    /// <summary>Whether the run was started.</summary>
    public bool Started => Faults.IsEmpty;
}
