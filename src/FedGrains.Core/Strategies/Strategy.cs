using System.Collections.Immutable;

namespace FedGrains.Core.Strategies;

/// <summary>What all strategies share: the checks before a step.</summary>
internal abstract class Strategy(StrategySettings defaults, int stateTensors, params ImmutableArray<string> settings) : IStrategy
{
    public string Name => defaults.Name;

    public StrategySettings Defaults => defaults;

    public ImmutableArray<string> Settings { get; } = ["serverLearningRate", .. settings];

    public int StateTensors => stateTensors;

    public virtual double ProximalTerm(StrategySettings settings) => 0;

    public void Step(StrategySettings settings, ReadOnlySpan<float> current, ReadOnlySpan<double> meanUpdate, StrategyState state, Span<float> next)
    {
        if (meanUpdate.Length != current.Length) throw new ArgumentException($"The slice has {current.Length} parameters, and the mean update {meanUpdate.Length}.", nameof(meanUpdate));
        if (next.Length != current.Length) throw new ArgumentException($"The slice has {current.Length} parameters, and there is room for {next.Length}.", nameof(next));

        state.Require(StateTensors, current.Length);
        StepChecked(settings, current, meanUpdate, state, next);
    }

    protected abstract void StepChecked(StrategySettings settings, ReadOnlySpan<float> current, ReadOnlySpan<double> meanUpdate, StrategyState state, Span<float> next);
}
