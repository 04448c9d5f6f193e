using System.Collections.Immutable;

namespace FedGrains.Site.Configuration;

/// <summary>A site's configuration breaks its rules; every fault is listed.</summary>
public sealed class SiteOptionsException(string configuration, ImmutableArray<string> faults)
    : Exception($"The site configuration {configuration} cannot be used.\n{string.Join('\n', faults.Select(f => $"- {f}"))}")
{
    /// <summary>The faults, each a sentence that names a field and its rule.</summary>
    public ImmutableArray<string> Faults { get; } = faults;
}
