using System.Collections.Immutable;

namespace FedGrains.Health.Datasets;

/// <summary>A dataset definition breaks its rules; every fault is listed.</summary>
public sealed class DatasetDefinitionException(string definition, ImmutableArray<string> faults)
    : Exception($"The dataset definition {definition} cannot be used.\n{string.Join('\n', faults.Select(f => $"- {f}"))}")
{
    /// <summary>The faults, each a sentence that names a field and its rule.</summary>
    public ImmutableArray<string> Faults { get; } = faults;
}
