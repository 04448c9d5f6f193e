using System.Security.Cryptography;

using FedGrains.Core.Models;
using FedGrains.Core.Nodes;
using FedGrains.Core.Rounds;
using FedGrains.Core.Training;
using FedGrains.Gateway.Identity;
using FedGrains.Gateway.Refusals;
using FedGrains.Protocol.V1;

using Google.Protobuf;

using Measurement = FedGrains.Core.Evaluation.Measurement;

namespace FedGrains.Gateway.Updates;

/// <summary>Reads what a site signed, and holds it against the round it is for.</summary>
internal static class SignedReports
{
    private const int MostMeasurements = 64;

    /// <summary>The report, once its signature is the caller's and it speaks in the caller's name.</summary>
    public static Report Verify(SignedReport signed, SiteCaller caller)
    {
        if (signed.Signature.IsEmpty) throw Refusal.Unauthenticated("unsigned", "signature: the report is not signed. Sign it with the enrolled key.");

        if (!caller.PublicKey.VerifyData(SiteStatements.Report(signed.Report.Span), signed.Signature.Span, HashAlgorithmName.SHA256))
            throw Refusal.Unauthenticated("bad-signature", $"signature: it is not {caller.Node}'s signature of this report.");

        var report = Parse(signed.Report);

        return report.Federation == caller.Node.Federation.Value && report.Node == caller.Node.Node.Value
            ? report
            : throw Refusal.Denied("another-node", $"report.node: the report speaks for {report.Federation}/{report.Node}, and the caller is {caller.Node}. A site acts only as itself.");
    }

    /// <summary>The submission that a report makes, once it fits the round's configuration and layout.</summary>
    public static Submission Read(SignedReport signed, Report report, RoundPlan plan)
    {
        if (report.ConfigurationDigest != Core.Identifiers.Digest.Of(plan.Site.ToConfiguration()).Value)
            throw Refusal.NotNow("wrong-configuration", $"configuration_digest: it is not that of round {plan.Key}. Use the configuration that came with the assignment.");

        RequireMetrics(report, plan.Site.Training);

        if (report.Update is not null) RequireLayout(report.Update, plan);

        return new(
            new(report.Node),
            report.BaseVersion,
            ReadDigest(report.BaseDigest, "base_digest"),
            report.Update is { } update ? ReadUpdate(update) : null,
            [.. report.Evaluation.Select(m => new Measurement(m.Metric, m.Value, m.Examples, m.Variance))],
            signed.Report.ToBase64(),
            signed.Signature.ToBase64());
    }

    private static void RequireMetrics(Report report, TrainingPlan training)
    {
        if (report.Evaluation.Count > MostMeasurements) throw Refusal.Invalid("too-many-measurements", $"evaluation: send at most {MostMeasurements} measurements.");

        var sent = report.Evaluation.Select(m => m.Metric).ToArray();

        if (sent.FirstOrDefault(m => m != MetricNames.Loss && !training.Metrics.Contains(m)) is { } unknown)
            throw Refusal.Invalid("bad-measurements", $"evaluation: the run does not measure '{unknown}'. It measures {string.Join(", ", training.Metrics.Prepend(MetricNames.Loss).Distinct(StringComparer.Ordinal))}.");

        // Twice in a report it would count twice in the mean over the nodes.
        if (sent.GroupBy(m => m, StringComparer.Ordinal).FirstOrDefault(g => g.Skip(1).Any()) is { } repeated)
            throw Refusal.Invalid("bad-measurements", $"evaluation: metric '{repeated.Key}' is there {repeated.Count()} times. Send each metric once.");
    }

    private static void RequireLayout(UpdateDescription update, RoundPlan plan)
    {
        var layout = plan.Site.Model.Layout();
        var faults = layout.Faults(new([.. update.Tensors.Select(t => new TensorSpec(t.Name, [.. t.Shape]))]));

        if (!faults.IsEmpty) throw Refusal.Invalid("wrong-layout", $"update.tensors: {string.Join(" ", faults)}");

        // Numbers of a masked round are rounded as its configuration says.
        if (!plan.IsMasked && update.FractionBits != plan.Site.FractionBits)
            throw Refusal.Invalid("wrong-format", $"update.fraction_bits: {update.FractionBits}; the round's format has {plan.Site.FractionBits}.");

        var length = plan.UpdateLength();

        if (update.Length != length) throw Refusal.Invalid("wrong-length", $"update.length: {update.Length} bytes; the model's {layout.ParameterCount} parameters take {length}{(plan.IsMasked ? " with the weight" : "")}.");
    }

    private static SubmittedUpdate ReadUpdate(UpdateDescription update) => new(
        ReadDigest(update.Digest, "update.digest"),
        update.Length,
        update.Examples,
        update.HasTrainingLoss ? update.TrainingLoss : null,
        update.TrainingSeconds,
        Mechanism: update.Mechanism is { } did ? new(did.SamplingRate, did.NoiseMultiplier, did.ClippingNorm, did.Steps) : null,
        MaskedUpload: update.MaskedUpload.IsEmpty ? null : update.MaskedUpload.ToBase64());

    private static Report Parse(ByteString report)
    {
        try
        {
            return Report.Parser.ParseFrom(report);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Refusal.Invalid("bad-report", "report: the bytes are not a Report message.");
        }
    }

    private static Core.Identifiers.Digest ReadDigest(string value, string field)
    {
        try
        {
            return Core.Identifiers.Digest.Parse(value);
        }
        catch (FormatException)
        {
            throw Refusal.Invalid("bad-digest", $"{field}: write 64 lower-case hexadecimal characters.");
        }
    }
}
