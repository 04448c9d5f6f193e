namespace FedGrains.Core.Training;

/// <summary>A local optimizer by name (<c>sgd</c> or <c>adam</c>) and its settings; it starts afresh every round.</summary>
/// <param name="Name">See <see cref="OptimizerNames"/>.</param>
/// <param name="LearningRate">Step size, more than 0.</param>
/// <param name="Momentum">SGD's momentum in [0, 1).</param>
/// <param name="WeightDecay">L2 penalty, at least 0.</param>
public sealed record OptimizerSettings(string Name, double LearningRate, double Momentum = 0, double WeightDecay = 0)
{
    /// <summary>What is wrong with the settings, one sentence a fault.</summary>
    public IEnumerable<string> Faults()
    {
        if (!OptimizerNames.All.Contains(Name)) yield return $"training.optimizer.name: '{Name}' is not known. Known: {string.Join(", ", OptimizerNames.All)}.";
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate)) yield return $"training.optimizer.learningRate must be more than 0, not {LearningRate}.";
        if (!(Momentum is >= 0 and < 1)) yield return $"training.optimizer.momentum must be at least 0 and less than 1, not {Momentum}.";
        if (!(WeightDecay >= 0) || !double.IsFinite(WeightDecay)) yield return $"training.optimizer.weightDecay must be at least 0, not {WeightDecay}.";
    }
}
