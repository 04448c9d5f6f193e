namespace FedGrains.Core.Strategies;

/// <summary>Hsu, Qi and Brown 2019, section 4.3: m ← βm + Δ, x ← x + ηm.</summary>
internal sealed class FedAvgM() : Strategy(new(StrategyNames.FedAvgM, Momentum: 0.9), 1, "momentum")
{
    protected override void StepChecked(StrategySettings settings, ReadOnlySpan<float> current, ReadOnlySpan<double> meanUpdate, StrategyState state, Span<float> next)
    {
        var (rate, beta) = (settings.ServerLearningRate, settings.Momentum);
        var momentum = state.First;

        for (var i = 0; i < next.Length; i++)
        {
            var m = (beta * momentum[i]) + meanUpdate[i];
            momentum[i] = (float)m;
            next[i] = (float)(current[i] + (rate * m));
        }
    }
}
