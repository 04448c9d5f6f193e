using FedGrains.Core.Training;

using TorchSharp;

namespace FedGrains.Training.Optimizers;

/// <summary>Kingma and Ba (2015), algorithm 1, with their defaults; weight decay is part of the gradient, as in PyTorch's Adam.</summary>
internal sealed class Adam(OptimizerSettings settings, torch.Tensor parameters, torch.Tensor gradients) : LocalOptimizer(settings, parameters, gradients)
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;

    private readonly double _rate = settings.LearningRate;
    private readonly Scalar _beta1 = Beta1, _rest1 = 1 - Beta1, _beta2 = Beta2, _rest2 = 1 - Beta2, _epsilon = 1e-8;
    private readonly torch.Tensor _mean = torch.zeros_like(parameters), _square = torch.zeros_like(parameters);
    private int _steps;

    protected override void Move()
    {
        _steps++;
        _mean.mul_(_beta1).add_(Gradients, _rest1);
        _square.mul_(_beta2).addcmul_(Gradients, Gradients, _rest2);

        using Scalar correction = 1 / Math.Sqrt(1 - Math.Pow(Beta2, _steps));
        using Scalar downhill = -_rate / (1 - Math.Pow(Beta1, _steps));
        Parameters.addcdiv_(_mean, _square.sqrt().mul_(correction).add_(_epsilon, Scalars.One), downhill);
    }
}
