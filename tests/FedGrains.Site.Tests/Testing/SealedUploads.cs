using System.Security.Cryptography;

using FedGrains.Privacy.Sealing;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Protocol.V1;

namespace FedGrains.Site.Tests.Testing;

/// <summary>The gateway's half of the seal.</summary>
internal static class SealedUploads
{
    /// <summary>The update that follows a report, from a byte on.</summary>
    public static async Task<byte[]> Open(Assignment assignment, Report report, long offset, Stream body)
    {
        using var wire = new MemoryStream();
        await body.CopyToAsync(wire);
        if (offset == report.Update.Length) return wire.Length == 0 ? [] : throw new InvalidDataException("Something follows.");

        using var opener = new UpdateOpener(wire.ToArray().AsSpan(0, SealedUpdateFormat.HeaderSize), FakeCoordinator.RoundKey, ContextOf(assignment, report));
        var (size, at, rest) = (opener.Format.ChunkSize, offset / opener.Format.ChunkSize * opener.Format.ChunkSize, wire.ToArray()[SealedUpdateFormat.HeaderSize..]);
        var (first, update) = (at, new List<byte>());

        for (; at < report.Update.Length; at += size)
        {
            var chunk = rest[..(int)(Math.Min(size, report.Update.Length - at) + HpkeSender.Overhead)];
            var plain = new byte[chunk.Length - HpkeSender.Overhead];
            opener.Open(at / size, last: at + plain.Length == report.Update.Length, chunk, plain);
            update.AddRange(plain);
            rest = rest[chunk.Length..];
        }

        Assert.Empty(rest);

        return [.. update.Skip((int)(offset - first))];
    }

    private static SealContext ContextOf(Assignment assignment, Report report) => new()
    {
        Federation = report.Federation,
        Run = report.Run,
        Round = report.Round,
        Node = report.Node,
        BaseModel = assignment.BaseDigest,
        Configuration = Convert.ToHexStringLower(SHA256.HashData(assignment.Configuration.Span)),
        Roster = report.Update.MaskedUpload.IsEmpty ? SealContext.NoRoster : WireMessage.Parse<SignedMessage<MaskedUpload>>(report.Update.MaskedUpload.Span).Body.Scope.Roster.ToString(),
    };
}
