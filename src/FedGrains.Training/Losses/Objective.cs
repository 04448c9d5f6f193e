using FedGrains.Core.Training;

using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedGrains.Training.Losses;

/// <summary>A loss by name, and what it asks of a model's outputs and of the labels.</summary>
internal abstract class Objective
{
    public abstract OutputMeaning Meaning { get; }

    public virtual ScalarType LabelType => ScalarType.Float32;

    public static Objective For(string loss) => loss switch
    {
        LossNames.BinaryCrossEntropy => new BinaryCrossEntropy(),
        LossNames.CrossEntropy => new CrossEntropy(),
        LossNames.MeanSquaredError => new MeanSquaredError(),
        _ => throw new ArgumentException($"The loss '{loss}' is not known. Known: {string.Join(", ", LossNames.All)}.", nameof(loss)),
    };

    /// <summary>The loss of outputs [records, outputs] against labels [records].</summary>
    public abstract Tensor Loss(Tensor outputs, Tensor labels, Reduction reduction = Reduction.Mean);

    /// <summary>What is wrong with a model of this many outputs, or null.</summary>
    public abstract string? OutputFault(int outputs);

    public abstract bool Accepts(float label, int outputs);

    /// <summary>What labels are, as the end of a sentence.</summary>
    public abstract string LabelRule(int outputs);
}
