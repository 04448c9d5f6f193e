using FedGrains.Core.Training;

using TorchSharp;

namespace FedGrains.Training.Optimizers;

/// <summary>v ← momentum · v + g; w ← w − rate · v, as PyTorch writes it: the rate is outside of v.</summary>
internal sealed class Sgd(OptimizerSettings settings, torch.Tensor parameters, torch.Tensor gradients) : LocalOptimizer(settings, parameters, gradients)
{
    private readonly Scalar _downhill = -settings.LearningRate;
    private readonly Scalar _momentum = settings.Momentum;
    private readonly torch.Tensor? _velocity = settings.Momentum > 0 ? torch.zeros_like(parameters) : null;

    protected override void Move() => Parameters.add_(_velocity?.mul_(_momentum).add_(Gradients, Scalars.One) ?? Gradients, _downhill);
}
