using FedGrains.Training.Losses;

using static TorchSharp.torch;

namespace FedGrains.Training;

/// <summary>Training data on a device. On the processor the features stay in the array they came in. The tensors belong to the dispose scope they are made in.</summary>
internal sealed class RecordTensors(TrainingData data, Objective objective, Device device)
{
    private readonly Tensor _features = Over(data.FeatureArray).view([data.Count, .. data.RecordShape.Select(d => (long)d)]).to(device);
    private readonly Tensor _labels = Over(data.LabelArray).to(objective.LabelType).to(device);

    /// <summary>The records at <paramref name="indices"/>.</summary>
    public (Tensor Features, Tensor Labels) Select(ReadOnlySpan<int> indices)
    {
        var index = tensor(indices.ToArray(), device: device);

        return (_features.index_select(0, index), _labels.index_select(0, index));
    }

    /// <summary>The <paramref name="count"/> records from <paramref name="start"/> on.</summary>
    public (Tensor Features, Tensor Labels) Slice(int start, int count) =>
        // MKL's sums depend on how its input is aligned, and where a managed array starts differs from run to run: a copy is always aligned alike.
        (_features.narrow(0, start, count).clone(), _labels.narrow(0, start, count));

    // Torch refuses to look into an array that holds nothing.
    private static Tensor Over(float[] values) => values.Length == 0 ? zeros(0) : frombuffer(values, ScalarType.Float32);
}
