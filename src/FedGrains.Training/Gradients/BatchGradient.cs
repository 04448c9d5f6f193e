using FedGrains.Core.Models;
using FedGrains.Training.Devices;
using FedGrains.Training.Losses;
using FedGrains.Training.Models;

using static TorchSharp.torch;

namespace FedGrains.Training.Gradients;

/// <summary>The gradient of a batch's mean loss by a model's parameters: what one step of plain training shows of the batch. On the processor, on one thread.</summary>
public static class BatchGradient
{
    /// <summary>The gradient, laid out as the parameters.</summary>
    /// <param name="model">The model.</param>
    /// <param name="loss">The loss by name.</param>
    /// <param name="parameters">The parameters, in the layout's order.</param>
    /// <param name="records">The batch, at least 1 record. An <see cref="ArgumentException"/> lists what does not fit the model or the loss.</param>
    public static float[] Of(ModelDefinition model, string loss, ReadOnlySpan<float> parameters, TrainingData records)
    {
        string[] faults = [.. records.Faults(model, loss)];
        if (faults.Length > 0) throw new ArgumentException(string.Join(" ", faults), nameof(records));
        ArgumentOutOfRangeException.ThrowIfLessThan(records.Count, 1, nameof(records));

        TorchThreads.One.Apply();
        using var scope = NewDisposeScope();
        var objective = Objective.For(loss);
        var declared = new DeclaredModel(model, CPU);
        declared.Load(parameters);
        var gradients = declared.CollectGradients();
        var (features, labels) = new RecordTensors(records, objective, CPU).Slice(0, records.Count);

        objective.Loss(declared.Forward(features), labels).backward();

        return gradients.data<float>().ToArray();
    }
}
