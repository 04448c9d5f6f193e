using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedGrains.Training.Losses;

internal sealed class CrossEntropy : Objective
{
    public override OutputMeaning Meaning => OutputMeaning.LogitPerClass;

    public override ScalarType LabelType => ScalarType.Int64;

    public override Tensor Loss(Tensor outputs, Tensor labels, Reduction reduction = Reduction.Mean) =>
        functional.cross_entropy(outputs, labels, reduction: reduction);

    public override string? OutputFault(int outputs) => outputs > 1 ? null : "The loss crossEntropy takes a model with an output for each class, at least 2.";

    // An unchecked label out of range is read out of bounds on a GPU.
    public override bool Accepts(float label, int outputs) => label >= 0 && label < outputs && float.IsInteger(label);

    public override string LabelRule(int outputs) => $"whole numbers from 0 to {outputs - 1}";
}
