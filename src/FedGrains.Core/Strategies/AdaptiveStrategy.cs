namespace FedGrains.Core.Strategies;

/// <summary>
/// Reddi et al. 2021 ("Adaptive federated optimization"), Algorithm 2: m ← β₁m + (1 − β₁)Δ, v by the rule, x ← x + ηm / (√v + τ).
/// Without bias correction. m and v start at 0 as in FLamby; the paper starts v at τ² or more.
/// </summary>
internal abstract class AdaptiveStrategy<TRule>(StrategySettings defaults, params string[] settings) : Strategy(defaults, 2, ["beta1", "tau", .. settings])
    where TRule : ISecondMomentRule
{
    protected sealed override void StepChecked(StrategySettings settings, ReadOnlySpan<float> current, ReadOnlySpan<double> meanUpdate, StrategyState state, Span<float> next)
    {
        var (rate, beta1, beta2, tau) = (settings.ServerLearningRate, settings.Beta1, settings.Beta2, settings.Tau);
        var first = state.First;
        var second = state.Second;

        for (var i = 0; i < next.Length; i++)
        {
            var update = meanUpdate[i];
            var m = (beta1 * first[i]) + ((1 - beta1) * update);
            var v = TRule.Next(second[i], update * update, beta2);

            first[i] = (float)m;
            second[i] = (float)v;
            next[i] = (float)(current[i] + (rate * m / (Math.Sqrt(v) + tau)));
        }
    }
}

/// <summary>How v takes in a squared update. Never less than 0.</summary>
internal interface ISecondMomentRule
{
    static abstract double Next(double v, double squared, double beta2);
}
