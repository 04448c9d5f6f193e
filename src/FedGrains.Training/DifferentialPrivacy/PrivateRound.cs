using System.Security.Cryptography;

using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training.Losses;
using FedGrains.Training.Models;
using FedGrains.Training.Optimizers;

using static TorchSharp.torch;

namespace FedGrains.Training.DifferentialPrivacy;

/// <summary>DP-SGD (Abadi et al. 2016): nothing of the records leaves a step but a noisy sum of clipped gradients.</summary>
internal sealed class PrivateRound : LocalRound
{
    private readonly RecordTensors _records;
    private readonly PoissonSampler _sampler;
    private readonly ClippedGradients _clipped;
    private readonly GaussianMechanism _noise;
    private readonly Generator _dropout;
    private readonly Tensor _gradients;
    private readonly Descent _descent;
    private readonly int _recordsAtOnce;

    public PrivateRound(ModelDefinition definition, DeclaredModel model, TrainingPlan plan, TrainingData data, DpSgdMechanism mechanism, RandomNumberGenerator random, Generator dropout)
        : base(model, mechanism.Steps)
    {
        var objective = Objective.For(plan.Loss);
        Mechanism = mechanism;
        _records = new(data, objective, dropout.device);
        _sampler = new(random, data.Count, mechanism.SamplingRate);
        _gradients = zeros_like(model.Parameters);
        _clipped = new(model, objective, mechanism.ClippingNorm, _gradients);
        _noise = new(mechanism.ClippingNorm, mechanism.NoiseMultiplier, divisor: mechanism.SamplingRate * data.PublicCount, new(random));
        _dropout = dropout;
        _descent = new(plan, model.Parameters, _gradients);
        _recordsAtOnce = ClippedGradients.RecordsAtOnce(definition);
    }

    public DpSgdMechanism Mechanism { get; }

    // An empty sample is a step like any other: that nothing was drawn must not show.
    public override BatchLoss? Step(int step)
    {
        using var scope = NewDisposeScope();
        var drawn = _sampler.Draw();

        _gradients.zero_();
        for (var start = 0; start < drawn.Length; start += _recordsAtOnce) Add(drawn[start..Math.Min(start + _recordsAtOnce, drawn.Length)]);

        _gradients.Rewrite(_noise.Release);
        _descent.Step();

        return null;
    }

    private void Add(ReadOnlySpan<int> drawn)
    {
        using var scope = NewDisposeScope();
        var (features, labels) = _records.Select(drawn);

        _clipped.Add(features, labels, _dropout);
    }
}
