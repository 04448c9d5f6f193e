using FedGrains.Core.Models;
using FedGrains.Training.Losses;
using FedGrains.Training.Models;

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedGrains.Training.Metrics;

/// <summary>What a model put out for every record, row by row, beside each record's loss and label.</summary>
internal sealed record Predictions(OutputMeaning Meaning, float[] Outputs, float[] Losses, float[] Labels)
{
    // Bounds the largest activation of a batch to 16 MiB.
    private const long ActivationValues = 1 << 22;
    private const int MostRecords = 4096;

    public int Count => Labels.Length;

    public int Width => Outputs.Length / Count;

    public static Predictions Of(ModelDefinition definition, string loss, ReadOnlySpan<float> parameters, TrainingData data, Device device, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var objective = Objective.For(loss);
        var model = new DeclaredModel(definition, device);
        model.Load(parameters);

        var width = definition.Outputs();
        var predictions = new Predictions(objective.Meaning, new float[checked(data.Count * width)], new float[data.Count], data.LabelArray);
        predictions.Fill(model, objective, new(data, objective, device), BatchSize(definition), cancellation);

        return predictions;
    }

    // The size follows from the model alone, so that results do not depend on the machine's memory.
    internal static int BatchSize(ModelDefinition definition)
    {
        var widest = definition.Shapes().LayerInputs.Append(definition.Shapes().Output).Max(shape => shape.Aggregate(1L, (product, d) => product * d));

        return (int)Math.Clamp(ActivationValues / widest, 1, MostRecords);
    }

    private void Fill(DeclaredModel model, Objective objective, RecordTensors records, int batchSize, CancellationToken cancellation)
    {
        for (var start = 0; start < Count; start += batchSize)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var count = Math.Min(batchSize, Count - start);
            var (features, labels) = records.Slice(start, count);
            var outputs = model.Forward(features);

            outputs.reshape(-1).Read(Outputs.AsSpan(start * Width, count * Width));
            objective.Loss(outputs, labels, Reduction.None).Read(Losses.AsSpan(start, count));
        }
    }
}
