using System.Collections.Immutable;

namespace FedGrains.Cli.RunFiles;

/// <summary>A run file breaks its rules; every fault is listed.</summary>
public sealed class RunFileException(string origin, ImmutableArray<string> faults)
    : Exception($"The run file {origin} cannot be used.\n{string.Join('\n', faults.Select(f => $"- {f}"))}")
{
    /// <summary>The faults, each a sentence that names a field and its rule, and the line where there is one.</summary>
    public ImmutableArray<string> Faults { get; } = faults;
}
