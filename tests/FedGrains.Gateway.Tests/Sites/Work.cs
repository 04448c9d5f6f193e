using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Core.Identifiers;
using FedGrains.Protocol.V1;

using Google.Protobuf;

namespace FedGrains.Gateway.Tests.Sites;

/// <summary>A site's part of a round, made by hand: an update and the report on it, which a test may spoil before it is signed.</summary>
internal sealed class Work
{
    public const int Parameters = 14;

    public Work(NodeKey node, Assignment assignment, int[]? values = null)
    {
        Values = values ?? [.. Enumerable.Range(1, Parameters).Select(i => i << 16)];
        Report = new()
        {
            Federation = node.Federation.Value,
            Node = node.Node.Value,
            Run = assignment.Run,
            Round = assignment.Round,
            BaseVersion = assignment.BaseVersion,
            BaseDigest = assignment.BaseDigest,
            ConfigurationDigest = Hex(SHA256.HashData(assignment.Configuration.Span)),
            Evaluation = { new Measurement { Metric = "loss", Value = 0.69, Examples = 30, Variance = 0.1 } },
        };

        if (assignment.Task is Protocol.V1.Task.Train)
        {
            Report.Update = new()
            {
                Digest = Hex(SHA256.HashData(Bytes)),
                Length = Bytes.Length,
                FractionBits = 24,
                Examples = 100,
                Tensors = { Tensor("layers.0.weight", 1, 13), Tensor("layers.0.bias", 1) },
                TrainingLoss = 0.7,
                TrainingSeconds = 1.5,
            };
        }
    }

    public int[] Values { get; }

    public byte[] Bytes => MemoryMarshal.AsBytes<int>(Values).ToArray();

    public Report Report { get; }

    public static Tensor Tensor(string name, params int[] shape) => new() { Name = name, Shape = { shape } };

    public Work But(Action<Report> change)
    {
        change(Report);

        return this;
    }

    public SignedReport Signed(ECDsa key) => Signed(report => key.SignData(report, HashAlgorithmName.SHA256));

    /// <summary>The report with a signature over whatever <paramref name="sign"/> makes of the statement.</summary>
    public SignedReport Signed(Func<byte[], byte[]> sign)
    {
        var bytes = Report.ToByteString();

        return new() { Report = bytes, Signature = ByteString.CopyFrom(sign([.. "fedgrains report\n"u8, .. bytes.Span])) };
    }

    public static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);
}
