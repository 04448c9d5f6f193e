using System.Collections.Immutable;

namespace FedGrains.Health.Datasets;

/// <summary>
/// A file does not keep its definition. The faults name rows and columns and never a value: values are patient data, and messages reach
/// logs. For the same reason there is no inner exception.
/// </summary>
public sealed class DatasetException(string file, ImmutableArray<string> faults)
    : Exception($"The dataset file '{file}' cannot be used.\n{string.Join('\n', faults.Select(f => $"- {f}"))}")
{
    /// <summary>The first faults found.</summary>
    public ImmutableArray<string> Faults { get; } = faults;
}
