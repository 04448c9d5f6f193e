using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Nodes;
using FedGrains.Protocol.V1;
using FedGrains.Site.Identity;
using FedGrains.Site.Trainers;

using Google.Protobuf;

namespace FedGrains.Site.Jobs;

/// <summary>Writes and signs what the site states about its part in a round.</summary>
internal sealed class ReportSigner(SiteIdentity identity)
{
    /// <summary>The report of an evaluation round.</summary>
    public SignedWork Sign(JobAssignment assignment, ImmutableArray<Core.Evaluation.Measurement> evaluation) => Sign(ReportOf(assignment, evaluation), null, 0);

    /// <summary>The report of a training round.</summary>
    public SignedWork Sign(
        JobAssignment assignment, ImmutableArray<Core.Evaluation.Measurement> evaluation, StoredUpdate update, TrainedModel trained, ModelLayout layout, int fractionBits)
    {
        var report = ReportOf(assignment, evaluation);
        report.Update = new()
        {
            Digest = update.Digest.Value,
            Length = update.Length,
            FractionBits = fractionBits,
            Examples = trained.Examples,
            TrainingSeconds = trained.Seconds,
            MaskedUpload = UnsafeByteOperations.UnsafeWrap(update.MaskedUpload),
        };
        if (trained.Loss is { } loss) report.Update.TrainingLoss = loss;
        if (trained.Mechanism is { } did) report.Update.Mechanism = new() { SamplingRate = did.SamplingRate, NoiseMultiplier = did.NoiseMultiplier, ClippingNorm = did.ClippingNorm, Steps = did.Steps };
        report.Update.Tensors.Add(layout.Tensors.Select(TensorOf));

        return Sign(report, update.Digest, update.Length);
    }

    private SignedWork Sign(Report report, Digest? update, long length)
    {
        var bytes = report.ToByteArray();

        return new(bytes, identity.Key.Sign(SiteStatements.Report(bytes)), update, length);
    }

    private Report ReportOf(JobAssignment assignment, ImmutableArray<Core.Evaluation.Measurement> evaluation)
    {
        var report = new Report
        {
            Federation = identity.Node.Federation.Value,
            Node = identity.Node.Node.Value,
            Run = assignment.Run.Value,
            Round = assignment.Round,
            BaseVersion = assignment.BaseVersion,
            BaseDigest = assignment.BaseDigest.Value,
            ConfigurationDigest = Digest.Of(assignment.Configuration).Value,
        };
        report.Evaluation.Add(evaluation.Select(m => new Measurement { Metric = m.Metric, Value = m.Value, Examples = m.Examples, Variance = m.Variance }));

        return report;
    }

    private static Tensor TensorOf(TensorSpec spec)
    {
        var tensor = new Tensor { Name = spec.Name };
        tensor.Shape.Add(spec.Shape);

        return tensor;
    }
}
