using FedGrains.Core.Training;
using FedGrains.Training.Batches;
using FedGrains.Training.Losses;
using FedGrains.Training.Models;
using FedGrains.Training.Optimizers;

using static TorchSharp.torch;

namespace FedGrains.Training;

/// <summary>Training on batches in the order that the run's seed gives.</summary>
internal sealed class PlainRound : LocalRound
{
    private readonly DeclaredModel _model;
    private readonly RecordTensors _records;
    private readonly Objective _objective;
    private readonly BatchSchedule _batches;
    private readonly long _first;
    private readonly Generator _dropout;
    private readonly Tensor _gradients;
    private readonly Descent _descent;

    public PlainRound(DeclaredModel model, TrainingPlan plan, TrainingData data, BatchSchedule batches, int round, Generator dropout)
        : base(model, batches.StepsPerRound(plan))
    {
        _model = model;
        _objective = Objective.For(plan.Loss);
        _records = new(data, _objective, dropout.device);
        _batches = batches;
        _first = batches.FirstStep(plan, round);
        _dropout = dropout;
        _gradients = model.CollectGradients();
        _descent = new(plan, model.Parameters, _gradients);
    }

    public override BatchLoss? Step(int step)
    {
        using var scope = NewDisposeScope();
        var batch = _batches.Batch(_first + step - 1);
        var (features, labels) = _records.Select(batch);

        _gradients.zero_();
        var loss = _objective.Loss(_model.Forward(features, _dropout), labels);
        loss.backward();
        _descent.Step();

        return new(loss.item<float>(), batch.Length);
    }
}
