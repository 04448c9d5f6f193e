using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Json;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.Sealing;
using FedGrains.Protocol.V1;

using Google.Protobuf;

namespace FedGrains.Gateway.Tests.Sites;

/// <summary>A site's part of a round, made by hand: an update and the report on it, which a test may spoil before it is signed.</summary>
internal sealed class Work
{
    public const int Parameters = 14;

    /// <summary>How a test cuts updates: as finely as it goes, so that small ones have several chunks.</summary>
    public static SealedUpdateFormat Chunks { get; } = new(SealedUpdateFormat.MinimumChunkSize);

    private readonly NodeKey _node;
    private readonly Assignment _assignment;

    public Work(NodeKey node, Assignment assignment, int[]? values = null)
    {
        (_node, _assignment) = (node, assignment);
        var layout = JsonSerializer.Deserialize<SiteTask>(assignment.Configuration.Span, CoreJson.Options)!.Model.Layout();
        Values = values ?? [.. Enumerable.Range(1, (int)layout.ParameterCount).Select(i => i << 16)];
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
                Tensors = { layout.Tensors.Select(t => Tensor(t.Name, [.. t.Shape])) },
                TrainingLoss = 0.7,
                TrainingSeconds = 1.5,
            };
        }
    }

    public int[] Values { get; }

    public byte[] Bytes => MemoryMarshal.AsBytes<int>(Values).ToArray();

    /// <summary>The update as it travels.</summary>
    public byte[] Sealed => Seal(Bytes);

    public Report Report { get; }

    /// <summary>Some bytes sealed as the site's update of the round, from that chunk on which a byte lies in.</summary>
    public byte[] Seal(byte[] update, long from = 0, Func<SealContext, SealContext>? elsewhere = null, HpkePublicKey? to = null)
    {
        if (from >= update.Length) return [];

        var context = new SealContext
        {
            Federation = _node.Federation.Value,
            Run = _assignment.Run,
            Round = _assignment.Round,
            Node = _node.Node.Value,
            BaseModel = _assignment.BaseDigest,
            Configuration = Hex(SHA256.HashData(_assignment.Configuration.Span)),
            Roster = SealContext.NoRoster,
        };
        var first = from / Chunks.ChunkSize;
        using var sealer = new UpdateSealer(to ?? HpkePublicKey.Read(_assignment.RoundKey.Span), elsewhere?.Invoke(context) ?? context, Chunks, RandomNumberGenerator.Create(), first);
        var wire = new List<byte>(sealer.Header.ToArray());

        for (var at = (int)first * Chunks.ChunkSize; at < update.Length; at += Chunks.ChunkSize)
        {
            var plain = update.AsSpan(at, Math.Min(Chunks.ChunkSize, update.Length - at));
            var chunk = new byte[plain.Length + HpkeSender.Overhead];
            sealer.Seal(plain, last: at + plain.Length == update.Length, chunk);
            wire.AddRange(chunk);
        }

        return [.. wire];
    }

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
