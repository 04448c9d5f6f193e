using FedGrains.Attacks.Inversion;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Training;
using FedGrains.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>
/// What one step shows of one record to whoever knows everything else: the other records' gradients can be taken off, so the record is alone and sure to be drawn. That is the attacker
/// whom differential privacy is about.
/// </summary>
internal sealed class LoneRecord(AuditSubject subject, TrainingData pool, LocalTrainer trainer, CancellationToken cancellation)
{
    private const double Rate = 1;

    private static readonly NodeId s_victim = new("victim");

    private readonly float[] _start = subject.StartParameters();

    public float[] Start => _start;

    /// <summary>The mechanism of that one step; null when the plan claims no defence.</summary>
    public DpSgdMechanism? Mechanism => subject.Plan.Training.Privacy is { } privacy ? new(SamplingRate: 1, privacy.NoiseMultiplier, privacy.ClippingNorm, Steps: 1) : null;

    /// <summary>The gradient that is seen of the record at <paramref name="place"/>, or of nobody.</summary>
    public double[] Seen(int? place, bool isDefended)
    {
        // Without noise nobody leaves nothing.
        if (place is null && !isDefended) return new double[_start.Length];

        var plan = new TrainingPlan(
            subject.Plan.Training.Loss, [], new(OptimizerNames.Sgd, Rate), BatchSize: isDefended ? 0 : 1, LocalSteps: 1, LocalEpochs: 0, ProximalTerm: 0,
            isDefended ? subject.Plan.Training.Privacy! with { SamplingRate = 1, ExpectedBatch = 0 } : null);
        var records = place is { } one ? pool.At([one]) : new TrainingData(pool.RecordShape, [], []) { PublicCount = 1 };
        var trained = trainer.Train(subject.Plan.Model, plan, _start, records, new(subject.Start, s_victim), round: 1, cancellation: cancellation);

        return ObservedGradient.Of(_start, trained.Parameters, Rate);
    }
}
