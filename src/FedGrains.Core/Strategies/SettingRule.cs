using System.Collections.Immutable;

namespace FedGrains.Core.Strategies;

/// <summary>What one setting must be, where a strategy has it.</summary>
internal sealed record SettingRule(string Name, Func<StrategySettings, double> Value, Func<double, bool> Holds, string Text)
{
    public static ImmutableArray<SettingRule> All { get; } =
    [
        new("serverLearningRate", s => s.ServerLearningRate, IsPositive, "must be more than 0"),
        new("momentum", s => s.Momentum, IsDecay, "must be at least 0 and less than 1"),
        new("beta1", s => s.Beta1, IsDecay, "must be at least 0 and less than 1"),
        new("beta2", s => s.Beta2, IsDecay, "must be at least 0 and less than 1"),
        new("tau", s => s.Tau, IsPositive, "must be more than 0"),
        new("mu", s => s.Mu, v => v >= 0 && double.IsFinite(v), "must be at least 0"),
    ];

    public static IEnumerable<string> Faults(StrategySettings settings, IStrategy strategy) =>
        All.Select(rule => rule.Fault(settings, strategy)).OfType<string>();

    // A setting that would be ignored is refused: whoever wrote it expects it to do something.
    private string? Fault(StrategySettings settings, IStrategy strategy) => (Value(settings), strategy.Settings.Contains(Name)) switch
    {
        (var value, true) when !Holds(value) => FormattableString.Invariant($"strategy.{Name} {Text}, not {value}."),
        (not 0, false) => $"strategy.{Name}: {strategy.Name} has no such setting; leave it out.",
        _ => null,
    };

    private static bool IsPositive(double value) => value > 0 && double.IsFinite(value);

    private static bool IsDecay(double value) => value is >= 0 and < 1;
}
