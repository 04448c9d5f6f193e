using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using System.Threading.Channels;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Json;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Training;
using FedGrains.Privacy.Sealing;
using FedGrains.Protocol.V1;

using Google.Protobuf;

using Grpc.Core;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Testing;

/// <summary>What a coordinator remembers, which a gateway that restarts does not take with it.</summary>
internal sealed class FakeCoordinator
{
    public const string Token = "a-token-for-one-enrolment";

    private readonly ConcurrentDictionary<string, Assignment> _assigned = new();

    /// <summary>What updates are sealed to.</summary>
    public static HpkeKeyPair RoundKey { get; } = HpkeKeyPair.Generate(RandomNumberGenerator.Create());

    public static ModelDefinition Model { get; } = ModelDefinition.Regression(3);

    public ConcurrentDictionary<string, bool> UsedAssertions { get; } = new();

    public ConcurrentDictionary<string, Assignment> Open { get; } = new();

    public ConcurrentDictionary<string, byte[]> Updates { get; } = new();

    public Received<EnrolRequest> Enrolments { get; } = new();

    public Received<Hello> Hellos { get; } = new();

    public Received<Progress> Progress { get; } = new();

    public Received<DatasetSummary> Datasets { get; } = new();

    /// <summary>Reports of which a site asked whether their update is wanted.</summary>
    public Received<SignedReport> Questions { get; } = new();

    public Received<SignedReport> Uploads { get; } = new();

    public Received<SignedReport> Submissions { get; } = new();

    public Received<long> Offsets { get; } = new();

    public Received<ReportFailureRequest> Failures { get; } = new();

    public Received<long> Downloads { get; } = new();

    public byte[]? PublicKey { get; set; }

    /// <summary>The federation's secure aggregation, when it has one.</summary>
    public MaskedFederation? Masked { get; set; }

    /// <summary>The model's file.</summary>
    public byte[] Base { get; set; } = ModelFiles.Of(Model, [1, 2, 3, 4]);

    /// <summary>Awaited after an upload's report has been received.</summary>
    public Func<Task> BeforeResume { get; set; } = () => Task.CompletedTask;

    /// <summary>Ends an upload or a download, once, when this many bytes are over.</summary>
    public int? CutAfter { get; set; }

    /// <summary>What connections are refused with, one each.</summary>
    public ConcurrentQueue<(StatusCode Status, string Reason)> ConnectionRefusals { get; } = new();

    /// <summary>Refusals of the next uploads, one each.</summary>
    public ConcurrentQueue<(StatusCode Status, string Reason)> Refusals { get; } = new();

    public Channel<CoordinatorMessage> Down { get; set; } = Channel.CreateUnbounded<CoordinatorMessage>();

    public Assignment Assign(string run, int round, bool train = true, SiteTask? task = null, byte[]? invitation = null)
    {
        var assignment = new Assignment
        {
            Run = run,
            Round = round,
            Task = train ? Protocol.V1.Task.Train : Protocol.V1.Task.Evaluate,
            BaseVersion = round - 1,
            BaseDigest = Digest.Of(Base).Value,
            BaseLength = Base.Length,
            Configuration = ByteString.CopyFrom(JsonSerializer.SerializeToUtf8Bytes(task ?? TaskOf("patients"), CoreJson.Options)),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            RoundInvitation = ByteString.CopyFrom(invitation ?? []),
            RoundKey = train ? ByteString.CopyFrom(RoundKey.PublicKey.Bytes) : ByteString.Empty,
        };
        Open[$"{run}/{round}"] = assignment;
        _assigned[$"{run}/{round}"] = assignment;
        Down.Writer.TryWrite(new() { Assignment = assignment });

        return assignment;
    }

    /// <summary>What was assigned last under that number.</summary>
    public Assignment Assigned(string run, int round) => _assigned[$"{run}/{round}"];

    public void Withdraw(string run, int round, string reason)
    {
        Open.TryRemove($"{run}/{round}", out _);
        Down.Writer.TryWrite(new() { Withdrawal = new() { Run = run, Round = round, Reason = reason } });
    }

    public static SiteTask TaskOf(string dataset) => new(
        DatasetName.Parse(dataset), Model, new(LossNames.MeanSquaredError, [], new(OptimizerNames.Sgd, 0.01), 4, 5, 0, 0), FractionBits: 24, Seed: 7, Iteration: 1);

    /// <summary>The same with differential privacy.</summary>
    public static SiteTask PrivateTaskOf(string dataset, double noise = 4)
    {
        var plain = TaskOf(dataset);

        return plain with { Training = plain.Training with { BatchSize = 0, Privacy = new(ClippingNorm: 1, noise, SamplingRate: 0.5) } };
    }

    public bool Verify(byte[] statement, byte[] signature)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(PublicKey, out _);

        return key.VerifyData(statement, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }
}
