using System.Collections.Immutable;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training.Devices;
using FedGrains.Training.Metrics;

namespace FedGrains.Training;

/// <summary>Measures a model on one node's held-out records.</summary>
/// <param name="device">Where to compute.</param>
/// <param name="threads">Processor threads an operation may use.</param>
public sealed class ModelEvaluator(TorchDevice device, TorchThreads threads)
{
    /// <summary>
    /// The loss, then the plan's metrics in the plan's order. A metric that these records or this loss do not allow (AUC where one
    /// class is missing, accuracy of a regression) is left out; without records nothing is measured.
    /// Throws as <see cref="LocalTrainer.Train"/> does.
    /// </summary>
    public ImmutableArray<Measurement> Evaluate(
        ModelDefinition model, TrainingPlan plan, ReadOnlySpan<float> parameters, TrainingData heldOut, CancellationToken cancellation = default)
    {
        if (Predict(model, plan, parameters, heldOut, cancellation) is not { } predictions) return [];

        return [.. plan.Metrics.Prepend(MetricNames.Loss).Distinct(StringComparer.Ordinal).Select(metric => Metric.Measure(metric, predictions)).OfType<Measurement>()];
    }

    /// <summary>Each record's loss, in the records' order. It tells a great deal of single records: for use where they are. Throws as <see cref="LocalTrainer.Train"/> does.</summary>
    public float[] Losses(ModelDefinition model, TrainingPlan plan, ReadOnlySpan<float> parameters, TrainingData records, CancellationToken cancellation = default) =>
        Predict(model, plan, parameters, records, cancellation)?.Losses ?? [];

    private Predictions? Predict(ModelDefinition model, TrainingPlan plan, ReadOnlySpan<float> parameters, TrainingData records, CancellationToken cancellation)
    {
        JobInputs.Require(model, plan, parameters, records);

        if (records.Count == 0) return null;

        threads.Apply();
        var predictions = Predictions.Of(model, plan.Loss, parameters, records, device.Device, cancellation);

        return FiniteValues.Only(predictions.Losses) ? predictions : throw TrainingDivergedException.InEvaluation();
    }
}
