using FedGrains.Core.Training;

using static TorchSharp.torch;

namespace FedGrains.Training.Optimizers;

/// <summary>What a step makes of its gradients: FedProx's pull, then the optimizer. Its tensors belong to the dispose scope it is made in.</summary>
internal sealed class Descent
{
    private readonly Tensor _parameters, _gradients;
    private readonly Tensor? _global;
    private readonly TorchSharp.Scalar _pull;
    private readonly LocalOptimizer _optimizer;

    /// <param name="plan">The optimizer and FedProx's μ.</param>
    /// <param name="parameters">The parameter vector as the round starts.</param>
    /// <param name="gradients">Where each step finds its gradients; it leaves them changed.</param>
    public Descent(TrainingPlan plan, Tensor parameters, Tensor gradients)
    {
        _parameters = parameters;
        _gradients = gradients;
        _global = plan.ProximalTerm > 0 ? parameters.clone() : null;
        _pull = plan.ProximalTerm;
        _optimizer = LocalOptimizer.For(plan.Optimizer, parameters, gradients);
    }

    /// <summary>One step down the gradients.</summary>
    public void Step()
    {
        // FedProx: the gradient of μ/2 ‖w − w_global‖² is μ (w − w_global).
        if (_global is not null) _gradients.add_(_parameters - _global, _pull);

        _optimizer.Step();
    }
}
