using System.Numerics;

namespace FedGrains.Core.Strategies;

/// <summary>McMahan et al. 2017 with a server learning rate: x ← x + ηΔ.</summary>
internal class FedAvg : Strategy
{
    public FedAvg()
        : this(new(StrategyNames.FedAvg))
    {
    }

    protected FedAvg(StrategySettings defaults, params string[] settings)
        : base(defaults, 0, [.. settings])
    {
    }

    protected sealed override void StepChecked(StrategySettings settings, ReadOnlySpan<float> current, ReadOnlySpan<double> meanUpdate, StrategyState state, Span<float> next)
    {
        var rate = settings.ServerLearningRate;
        var i = 0;

        // The same roundings in a vector as one by one: the length of vectors must not show in a model.
        for (; i <= next.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(current[i..]), out var low, out var high);
            low += rate * new Vector<double>(meanUpdate[i..]);
            high += rate * new Vector<double>(meanUpdate[(i + Vector<double>.Count)..]);
            Vector.Narrow(low, high).CopyTo(next[i..]);
        }

        for (; i < next.Length; i++) next[i] = (float)(current[i] + (rate * meanUpdate[i]));
    }
}
