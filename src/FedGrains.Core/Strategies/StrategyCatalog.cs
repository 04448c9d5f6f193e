using System.Collections.Frozen;

namespace FedGrains.Core.Strategies;

/// <summary>The strategies by name.</summary>
public static class StrategyCatalog
{
    private static readonly FrozenDictionary<string, IStrategy> ByName =
        new IStrategy[] { new FedAvg(), new FedProx(), new FedAvgM(), new FedAdagrad(), new FedAdam(), new FedYogi() }
            .ToFrozenDictionary(s => s.Name, StringComparer.Ordinal);

    /// <summary>The strategy called <paramref name="name"/>. An unknown name throws an <see cref="ArgumentException"/> that lists the known ones.</summary>
    public static IStrategy Find(string name) => TryFind(name)
        ?? throw new ArgumentException($"No strategy is called '{name}'. Known: {string.Join(", ", StrategyNames.All)}.", nameof(name));

    /// <summary>The strategy called <paramref name="name"/>, or null when there is none.</summary>
    public static IStrategy? TryFind(string? name) => name is null ? null : ByName.GetValueOrDefault(name);
}
