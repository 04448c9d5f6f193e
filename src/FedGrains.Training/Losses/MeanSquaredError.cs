using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace FedGrains.Training.Losses;

internal sealed class MeanSquaredError : Objective
{
    public override OutputMeaning Meaning => OutputMeaning.Number;

    public override Tensor Loss(Tensor outputs, Tensor labels, Reduction reduction = Reduction.Mean) =>
        functional.mse_loss(outputs.view(-1), labels, reduction);

    public override string? OutputFault(int outputs) => outputs == 1 ? null : $"The loss meanSquaredError takes a model with 1 output, not {outputs}.";

    public override bool Accepts(float label, int outputs) => float.IsFinite(label);

    public override string LabelRule(int outputs) => "finite numbers";
}
