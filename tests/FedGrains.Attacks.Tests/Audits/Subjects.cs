using FedGrains.Attacks.Audits;
using FedGrains.Core.Attacks;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Tests.Audits;

/// <summary>Plans over made-up records, small enough to attack in a moment.</summary>
internal static class Subjects
{
    /// <summary>So much noise that few trials can refute less: ε = 0.9 for a step on one record alone, and less for ten steps on samples.</summary>
    public static DpSgd Private { get; } = new(ClippingNorm: 1, NoiseMultiplier: 4, SamplingRate: 0.2);

    public static AuditSubject Binary(DpSgd? privacy, int features = 8) => Of(ModelDefinition.Regression(features), LossNames.BinaryCrossEntropy, privacy);

    public static AuditSubject Of(ModelDefinition model, string loss, DpSgd? privacy, int records = 100)
    {
        var plan = new TrainingPlan(loss, [], new(OptimizerNames.Sgd, 0.2), privacy is null ? 10 : 0, LocalSteps: 10, LocalEpochs: 0, ProximalTerm: 0, privacy);

        return new(new(new DatasetName("made-up"), model, plan), RecordSource.Synthetic, SyntheticRecords.Make(model, loss, records, seed: 3), Start: 1);
    }

    public static AuditSettings Settings(params AttackKind[] attacks) =>
        new(attacks.Length == 0 ? [.. Enum.GetValues<AttackKind>()] : [.. attacks], Seed: 5, Records: 100, ShadowModels: 64);
}
