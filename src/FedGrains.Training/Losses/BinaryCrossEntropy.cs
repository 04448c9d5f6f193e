using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedGrains.Training.Losses;

internal sealed class BinaryCrossEntropy : Objective
{
    public override OutputMeaning Meaning => OutputMeaning.Logit;

    public override Tensor Loss(Tensor outputs, Tensor labels, Reduction reduction = Reduction.Mean) =>
        functional.binary_cross_entropy_with_logits(outputs.view(-1), labels, reduction: reduction);

    public override string? OutputFault(int outputs) => outputs == 1 ? null : $"The loss binaryCrossEntropy takes a model with 1 output, not {outputs}.";

    public override bool Accepts(float label, int outputs) => label is 0 or 1;

    public override string LabelRule(int outputs) => "0 or 1";
}
