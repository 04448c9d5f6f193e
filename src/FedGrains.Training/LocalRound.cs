using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training.Losses;
using FedGrains.Training.Models;
using FedGrains.Training.Optimizers;

using TorchSharp;

using static TorchSharp.torch;

namespace FedGrains.Training;

/// <summary>The tensors of one node's training in one round; they belong to the dispose scope it is made in.</summary>
internal sealed class LocalRound
{
    private readonly DeclaredModel _model;
    private readonly Tensor _gradients;
    private readonly Tensor? _global;
    private readonly Scalar _pull;
    private readonly RecordTensors _records;
    private readonly Objective _objective;
    private readonly LocalOptimizer _optimizer;
    private readonly Generator _dropout;

    public LocalRound(ModelDefinition definition, TrainingPlan plan, ReadOnlySpan<float> globalParameters, TrainingData data, Generator dropout)
    {
        _objective = Objective.For(plan.Loss);
        _records = new(data, _objective, dropout.device);
        _model = new(definition, dropout.device);
        _model.Load(globalParameters);
        _gradients = _model.CollectGradients();
        _optimizer = LocalOptimizer.For(plan.Optimizer, _model.Parameters, _gradients);
        _global = plan.ProximalTerm > 0 ? _model.Parameters.clone() : null;
        _pull = plan.ProximalTerm;
        _dropout = dropout;
    }

    /// <summary>Trains on one batch; returns its mean loss before the step.</summary>
    public double Step(ReadOnlySpan<int> batch)
    {
        using var scope = NewDisposeScope();
        var (features, labels) = _records.Select(batch);

        _gradients.zero_();
        var loss = _objective.Loss(_model.Forward(features, _dropout), labels);
        loss.backward();

        // FedProx: the gradient of μ/2 ‖w − w_global‖² is μ (w − w_global).
        if (_global is not null) _gradients.add_(_model.Parameters - _global, _pull);

        _optimizer.Step();

        return loss.item<float>();
    }

    /// <summary>The parameters as they are now.</summary>
    public float[] Parameters()
    {
        var values = new float[_model.Parameters.numel()];
        _model.CopyTo(values);

        return values;
    }
}
