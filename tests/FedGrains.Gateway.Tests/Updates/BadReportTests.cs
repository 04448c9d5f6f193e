using System.Security.Cryptography;

using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;
using FedGrains.Protocol.V1;

using Google.Protobuf;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Updates;

/// <summary>Reports that are wrong in one thing: refused with the field and the rule, before a byte of the update is asked for, and the round goes on.</summary>
public sealed class BadReportTests(SharedCoordinator coordinator)
{
    private static readonly Dictionary<string, (Action<Report> Spoil, StatusCode Status, string Reason, string[] Says)> s_bad = new(StringComparer.Ordinal)
    {
        ["length too short"] = (r => r.Update.Length = 52, StatusCode.InvalidArgument, "wrong-length", ["update.length: 52", "14 parameters take 56"]),
        ["length too long"] = (r => r.Update.Length = 60, StatusCode.InvalidArgument, "wrong-length", ["update.length: 60", "56"]),
        ["length negative"] = (r => r.Update.Length = -56, StatusCode.InvalidArgument, "wrong-length", ["update.length: -56"]),
        ["length huge"] = (r => r.Update.Length = long.MaxValue, StatusCode.InvalidArgument, "wrong-length", ["update.length:"]),
        ["other format"] = (r => r.Update.FractionBits = 23, StatusCode.InvalidArgument, "wrong-format", ["update.fraction_bits: 23", "24"]),

        ["layout that would broadcast"] = (r => Shape(r, 0, 13), StatusCode.InvalidArgument, "wrong-layout", ["update.tensors:", "'layers.0.weight' has shape [13]; the model's is [1, 13]"]),
        ["layout transposed"] = (r => Shape(r, 0, 13, 1), StatusCode.InvalidArgument, "wrong-layout", ["'layers.0.weight' has shape [13, 1]"]),
        ["layout without dimensions"] = (r => Shape(r, 1), StatusCode.InvalidArgument, "wrong-layout", ["'layers.0.bias' has shape []"]),
        ["layout with nothing in it"] = (r => Shape(r, 1, 0), StatusCode.InvalidArgument, "wrong-layout", ["'layers.0.bias' has shape [0]"]),
        ["layout with huge dimensions"] = (r => Shape(r, 0, int.MaxValue, int.MaxValue, int.MaxValue), StatusCode.InvalidArgument, "wrong-layout", ["'layers.0.weight' has shape"]),
        ["layout negative"] = (r => Shape(r, 0, -1, -13), StatusCode.InvalidArgument, "wrong-layout", ["'layers.0.weight' has shape [-1, -13]"]),
        ["missing tensor"] = (r => r.Update.Tensors.RemoveAt(1), StatusCode.InvalidArgument, "wrong-layout", ["'layers.0.bias' is missing"]),
        ["no tensors"] = (r => r.Update.Tensors.Clear(), StatusCode.InvalidArgument, "wrong-layout", ["'layers.0.weight' is missing", "'layers.0.bias' is missing"]),
        ["extra tensor"] = (r => r.Update.Tensors.Add(Work.Tensor("layers.1.bias", 1)), StatusCode.InvalidArgument, "wrong-layout", ["'layers.1.bias' is not part of the model"]),
        ["tensor twice"] = (r => r.Update.Tensors.Add(Work.Tensor("layers.0.bias", 1)), StatusCode.InvalidArgument, "wrong-layout", ["'layers.0.bias' is there 2 times"]),
        ["tensors out of order"] = (r => (r.Update.Tensors[0], r.Update.Tensors[1]) = (r.Update.Tensors[1], r.Update.Tensors[0]), StatusCode.InvalidArgument, "wrong-layout", ["out of order"]),
        ["ten thousand tensors"] = (r => r.Update.Tensors.Add(Enumerable.Range(0, 10_000).Select(i => Work.Tensor($"extra.{i}", 1))), StatusCode.InvalidArgument, "wrong-layout", ["update.tensors:", "'extra.0' is not part of the model"]),

        ["no examples"] = (r => r.Update.Examples = 0, StatusCode.InvalidArgument, "NoExamples", ["update.examples: 0", "at least 1"]),
        ["negative examples"] = (r => r.Update.Examples = -5, StatusCode.InvalidArgument, "NoExamples", ["update.examples: -5"]),
        ["more examples than registered"] = (r => r.Update.Examples = 101, StatusCode.InvalidArgument, "TooManyExamples", ["update.examples: 101", "100 training records"]),
        ["far more examples than registered"] = (r => r.Update.Examples = long.MaxValue, StatusCode.InvalidArgument, "TooManyExamples", ["update.examples:"]),

        ["training loss is no number"] = (r => r.Update.TrainingLoss = double.NaN, StatusCode.InvalidArgument, "BadMeasurement", ["training loss", "finite"]),
        ["training loss is infinite"] = (r => r.Update.TrainingLoss = double.PositiveInfinity, StatusCode.InvalidArgument, "BadMeasurement", ["training loss", "finite"]),
        ["training time is infinite"] = (r => r.Update.TrainingSeconds = double.NegativeInfinity, StatusCode.InvalidArgument, "BadMeasurement", ["training time", "finite"]),
        ["metric is no number"] = (r => r.Evaluation[0].Value = double.NaN, StatusCode.InvalidArgument, "BadMeasurement", ["evaluation:", "'loss' is NaN", "finite"]),
        ["metric is infinite"] = (r => r.Evaluation[0].Value = double.PositiveInfinity, StatusCode.InvalidArgument, "BadMeasurement", ["evaluation:", "'loss'", "finite"]),
        ["variance is no number"] = (r => r.Evaluation[0].Variance = double.NaN, StatusCode.InvalidArgument, "BadMeasurement", ["evaluation:", "variance", "'loss'"]),
        ["variance is negative"] = (r => r.Evaluation[0].Variance = -1, StatusCode.InvalidArgument, "BadMeasurement", ["evaluation:", "variance"]),
        ["metric of nobody"] = (r => r.Evaluation[0].Examples = 0, StatusCode.InvalidArgument, "BadMeasurement", ["evaluation:", "example count of 0"]),
        ["share beyond one"] = (r => r.Evaluation.Add(new Measurement { Metric = "accuracy", Value = 1.5, Examples = 30 }), StatusCode.InvalidArgument, "BadMeasurement", ["evaluation:", "between 0 and 1"]),
        ["metric twice"] = (r => r.Evaluation.Add(r.Evaluation[0].Clone()), StatusCode.InvalidArgument, "bad-measurements", ["evaluation:", "'loss'"]),
        ["metric that nobody asked for"] = (r => r.Evaluation.Add(new Measurement { Metric = new string('m', 1000), Value = 1, Examples = 30 }), StatusCode.InvalidArgument, "bad-measurements", ["evaluation:", "does not measure"]),
        ["a hundred metrics"] = (r => r.Evaluation.Add(Enumerable.Repeat(r.Evaluation[0], 100)), StatusCode.InvalidArgument, "too-many-measurements", ["evaluation:", "at most 64"]),

        ["mechanism in a plain plan"] = (r => r.Update.Mechanism = Mechanism(), StatusCode.InvalidArgument, "WrongMechanism", ["update.mechanism:", "without differential privacy"]),

        ["wrong base version"] = (r => r.BaseVersion = 1, StatusCode.FailedPrecondition, "WrongBase", ["base_version:", "not from 1"]),
        ["wrong base digest"] = (r => r.BaseDigest = new string('0', 64), StatusCode.FailedPrecondition, "WrongBase", ["base_version:", "000000"]),
        ["base digest that is none"] = (r => r.BaseDigest = "sha256", StatusCode.InvalidArgument, "bad-digest", ["base_digest:", "64 lower-case hexadecimal"]),
        ["update digest that is none"] = (r => r.Update.Digest = r.Update.Digest.ToUpperInvariant(), StatusCode.InvalidArgument, "bad-digest", ["update.digest:", "64 lower-case hexadecimal"]),
        ["wrong configuration"] = (r => r.ConfigurationDigest = new string('0', 64), StatusCode.FailedPrecondition, "wrong-configuration", ["configuration_digest:", "assignment"]),
        ["no configuration"] = (r => r.ConfigurationDigest = "", StatusCode.FailedPrecondition, "wrong-configuration", ["configuration_digest:"]),
        ["no update in a training round"] = (r => r.Update = null, StatusCode.FailedPrecondition, "WrongTask", ["update:", "asks for an update"]),

        ["another site's name"] = (r => r.Node = "birch", StatusCode.PermissionDenied, "another-node", ["report.node:", "birch", "only as itself"]),
        ["another federation's name"] = (r => r.Federation = "elsewhere", StatusCode.PermissionDenied, "another-node", ["report.node:", "elsewhere/amber"]),
        ["a name without end"] = (r => r.Node = new string('n', 1 << 20), StatusCode.PermissionDenied, "another-node", ["report.node:"]),
        ["no such run"] = (r => r.Run = "other-run", StatusCode.NotFound, "no-round", ["round:", "other-run/1"]),
        ["no such round"] = (r => r.Round = 99, StatusCode.NotFound, "no-round", ["round:", "run/99"]),
        ["round zero"] = (r => r.Round = 0, StatusCode.InvalidArgument, "bad-round", ["run, round:", "from 1"]),
        ["run with a path in it"] = (r => r.Run = "../other-federation/run", StatusCode.InvalidArgument, "bad-round", ["run, round:", "lower-case"]),
    };

    private static readonly Dictionary<string, (Func<TestSite, Work, SignedReport> Sign, StatusCode Status, string Reason, string[] Says)> s_badSignatures = new(StringComparer.Ordinal)
    {
        ["none"] = ((_, w) => w.Signed(_ => []), StatusCode.Unauthenticated, "unsigned", ["signature:", "enrolled key"]),
        ["cut short"] = ((s, w) => w.Signed(b => s.Key.SignData(b, HashAlgorithmName.SHA256)[..63]), StatusCode.Unauthenticated, "bad-signature", ["signature:"]),
        ["zeros"] = ((_, w) => w.Signed(_ => new byte[64]), StatusCode.Unauthenticated, "bad-signature", ["signature:"]),
        ["another key's"] = ((_, w) => w.Signed(b => Other(k => k.SignData(b, HashAlgorithmName.SHA256))), StatusCode.Unauthenticated, "bad-signature", ["signature:"]),
        ["in another encoding"] = ((s, w) => w.Signed(b => s.Key.SignData(b, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)), StatusCode.Unauthenticated, "bad-signature", ["signature:"]),
        ["with another hash"] = ((s, w) => w.Signed(b => s.Key.SignData(b, HashAlgorithmName.SHA384)), StatusCode.Unauthenticated, "bad-signature", ["signature:"]),
        ["without its purpose"] = ((s, w) => w.Signed(b => s.Key.SignData(b["fedgrains report\n".Length..], HashAlgorithmName.SHA256)), StatusCode.Unauthenticated, "bad-signature", ["signature:"]),
        ["for enrolment"] = ((s, w) => w.Signed(b => s.Key.SignData([.. "fedgrains enrol\n"u8, .. b["fedgrains report\n".Length..]], HashAlgorithmName.SHA256)), StatusCode.Unauthenticated, "bad-signature", ["signature:"]),
        ["of another report"] = ((s, w) => new() { Report = w.Report.ToByteString(), Signature = w.But(r => r.Update.Examples = 1).Signed(s.Key).Signature }, StatusCode.Unauthenticated, "bad-signature", ["signature:"]),
        ["of bytes that are no report"] = ((s, _) => SignedBytes(s, [0xff, 0xff, 0xff]), StatusCode.InvalidArgument, "bad-report", ["report:"]),
        ["of nothing"] = ((s, _) => SignedBytes(s, []), StatusCode.PermissionDenied, "another-node", ["report.node:"]),
    };

    // In a round that asks for a quarter of the records, twice the norm of noise and ten steps. Every one of them begins with a sound report.
    private static readonly Dictionary<string, (Action<Report> Spoil, string[] Says)> s_badInPrivate = new(StringComparer.Ordinal)
    {
        ["no mechanism"] = (r => r.Update.Mechanism = null, ["update.mechanism:", "does not say how"]),
        ["too little noise"] = (r => r.Update.Mechanism.NoiseMultiplier = 1.99, ["update.mechanism.noise_multiplier: 1.99 is less than the 2 asked for"]),
        ["noise that is no number"] = (r => r.Update.Mechanism.NoiseMultiplier = double.NaN, ["update.mechanism.noise_multiplier: NaN"]),
        ["noise without end"] = (r => r.Update.Mechanism.NoiseMultiplier = double.PositiveInfinity, ["update.mechanism.noise_multiplier:"]),
        ["too large a sample"] = (r => r.Update.Mechanism.SamplingRate = 0.26, ["update.mechanism.sampling_rate: 0.26 is more than the 0.25 asked for"]),
        ["no sample"] = (r => r.Update.Mechanism.SamplingRate = 0, ["update.mechanism.sampling_rate: 0"]),
        ["too large a norm"] = (r => r.Update.Mechanism.ClippingNorm = 1.5, ["update.mechanism.clipping_norm: 1.5"]),
        ["too many steps"] = (r => r.Update.Mechanism.Steps = 11, ["update.mechanism.steps: 11 are more than the 10 asked for"]),
        ["no steps"] = (r => r.Update.Mechanism.Steps = 0, ["update.mechanism.steps: 0"]),
        ["an empty mechanism"] = (r => r.Update.Mechanism = new(), ["sampling_rate: 0", "noise_multiplier: 0", "clipping_norm: 0", "steps: 0"]),
        ["the training loss"] = (r => r.Update.TrainingLoss = 0.5, ["update.training_loss:", "Leave it out"]),
    };

    public static TheoryData<string> BadInPrivate => [.. s_badInPrivate.Keys];

    public static TheoryData<string> Bad => [.. s_bad.Keys];

    public static TheoryData<string> BadSignatures => [.. s_badSignatures.Keys];

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Upload_BadReport_IsRefusedAndTheRoundGoesOn(string fault)
    {
        var (spoil, status, reason, says) = s_bad[fault];
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var site = federation["amber"];

        var refusal = await IsRefused(site, new Work(site.Node, assignment).But(spoil).Signed(site.Key), status, reason, says);

        Assert.True(refusal.Status.Detail.Length <= 1024, $"The sentence has {refusal.Status.Detail.Length} characters.");
        await federation.FinishRound(assignment);
    }

    [Theory]
    [MemberData(nameof(BadSignatures))]
    public async Task Upload_BadSignature_IsRefusedAndTheRoundGoesOn(string signature)
    {
        var (sign, status, reason, says) = s_badSignatures[signature];
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var site = federation["amber"];

        await IsRefused(site, sign(site, new Work(site.Node, assignment)), status, reason, says);
        await federation.FinishRound(assignment);
    }

    [Theory]
    [MemberData(nameof(BadInPrivate))]
    public async Task Upload_LessPrivateThanThePlan_IsRefusedAndTheRoundGoesOn(string fault)
    {
        var (spoil, says) = s_badInPrivate[fault];
        await using var federation = await TestFederation.Create(coordinator, "amber");
        await federation.StartRun(PrivateRun());
        var site = federation["amber"];
        var assignment = await site.Line.Assigned();

        await IsRefused(site, Private(site, assignment).But(spoil).Signed(site.Key), StatusCode.InvalidArgument, "WrongMechanism", says);

        await site.Send(Private(site, assignment));
        var contributor = Assert.Single((await federation.RoundEnded(assignment.Round)).Contributors);
        Assert.Equal(new(0.25, 2, 1, 10), contributor.Mechanism);
        Assert.Null(contributor.TrainingLoss);
    }

    [Fact]
    public async Task Upload_ReportSignedByAnotherSiteOfTheFederation_IsRefused()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (amber, birch) = (federation["amber"], federation["birch"]);

        await IsRefused(amber, new Work(amber.Node, assignment).Signed(birch.Key), StatusCode.Unauthenticated, "bad-signature", "signature:");
        await IsRefused(amber, new Work(birch.Node, assignment).Signed(birch.Key), StatusCode.Unauthenticated, "bad-signature", amber.Node.ToString());
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_ForARunOfAnotherFederation_FindsNoRound()
    {
        var (here, assignment) = await TestFederation.InRound(coordinator, "amber");
        await using var _ = here;
        await using var elsewhere = await TestFederation.Create(coordinator, "amber");
        var site = elsewhere["amber"];

        await IsRefused(site, new Work(site.Node, assignment).Signed(site.Key), StatusCode.NotFound, "no-round", elsewhere.Id.Value);
        await IsRefused(site, new Work(here["amber"].Node, assignment).Signed(site.Key), StatusCode.PermissionDenied, "another-node", here.Id.Value);
    }

    [Fact]
    public async Task Upload_NotInCohort_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber", "birch");
        await federation.StartRun(TestFederation.Configuration() with { Nodes = [new("birch")] });
        var assignment = await federation["birch"].Line.Assigned();
        var site = federation["amber"];

        await IsRefused(site, new Work(site.Node, assignment).Signed(site.Key), StatusCode.PermissionDenied, "not-in-cohort", "node:", "was not asked");
    }

    // Asked first or not, a report is judged alike, and before its update is stored.
    private static async Task<RpcException> IsRefused(TestSite site, SignedReport report, StatusCode status, string reason, params string[] says)
    {
        using var asked = site.BeginUpload();
        await site.Refused("OpenUpdate", () => asked.Open(report), status, reason, says);

        return await site.Refused("UploadUpdate", () => site.Put(report, "0", new byte[56]), status, reason, says);
    }

    private static Core.Runs.RunConfiguration PrivateRun()
    {
        var run = TestFederation.Configuration();

        return run with { Training = run.Training with { BatchSize = 0, Privacy = new(ClippingNorm: 1, NoiseMultiplier: 2, SamplingRate: 0.25) } };
    }

    private static Work Private(TestSite site, Assignment assignment) => new Work(site.Node, assignment).But(r =>
    {
        r.Update.ClearTrainingLoss();
        r.Update.Mechanism = Mechanism();
    });

    private static Mechanism Mechanism() => new() { SamplingRate = 0.25, NoiseMultiplier = 2, ClippingNorm = 1, Steps = 10 };

    private static void Shape(Report report, int tensor, params int[] shape)
    {
        report.Update.Tensors[tensor].Shape.Clear();
        report.Update.Tensors[tensor].Shape.Add(shape);
    }

    private static SignedReport SignedBytes(TestSite site, byte[] bytes) =>
        new() { Report = ByteString.CopyFrom(bytes), Signature = TestSite.Sign(site.Key, [.. "fedgrains report\n"u8, .. bytes]) };

    private static byte[] Other(Func<ECDsa, byte[]> use)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        return use(key);
    }
}
