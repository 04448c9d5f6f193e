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

        for (var i = 0; i < next.Length; i++) next[i] = (float)(current[i] + (rate * meanUpdate[i]));
    }
}
