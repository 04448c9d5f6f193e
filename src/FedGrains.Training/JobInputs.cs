using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Training;

internal static class JobInputs
{
    // Parameters are 32-bit floats; torch refuses factors that are none, and Adam's first steps divide the rate by as little as 0.1.
    private const double LargestFactor = 1e30;

    /// <summary>Throws an <see cref="ArgumentException"/> that lists everything wrong with a job's inputs.</summary>
    public static void Require(ModelDefinition model, TrainingPlan plan, ReadOnlySpan<float> parameters, TrainingData data)
    {
        string[] faults = [.. plan.Faults(), .. FactorFaults(plan)];

        if (faults.Length == 0) faults = [.. data.Faults(model, plan.Loss)];
        if (faults.Length > 0) throw new ArgumentException(string.Join(" ", faults));

        if (parameters.Length != model.Layout().ParameterCount)
            throw new ArgumentException($"The model has {model.Layout().ParameterCount} parameters, not {parameters.Length}.", nameof(parameters));

        if (!FiniteValues.Only(parameters)) throw new ArgumentException("A parameter to start from is not a finite number.", nameof(parameters));
    }

    private static IEnumerable<string> FactorFaults(TrainingPlan plan) =>
        from factor in new[] { ("learning rate", plan.Optimizer.LearningRate), ("weight decay", plan.Optimizer.WeightDecay), ("proximal term", plan.ProximalTerm) }
        where factor.Item2 > LargestFactor
        select $"The {factor.Item1} must be at most {LargestFactor}.";
}
