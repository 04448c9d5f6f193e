using System.Buffers.Binary;
using System.Globalization;

using FedGrains.Gateway.Refusals;
using FedGrains.Protocol.V1;

using Google.Protobuf;

using Microsoft.AspNetCore.Http;

namespace FedGrains.Gateway.Updates;

/// <summary>What the call that brings an update says before the update's bytes: from which byte they are, and the signed report.</summary>
internal static class UpdateBody
{
    private const string OffsetHeader = "Fedgrains-Offset";
    // As much as a gRPC message may have.
    private const int LargestReport = 2 << 20;

    public static async Task<SignedReport> ReadReport(Stream body, CancellationToken cancellation)
    {
        try
        {
            var prefix = new byte[sizeof(int)];
            await body.ReadExactlyAsync(prefix, cancellation);
            var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);

            if (length is < 1 or > LargestReport) throw NoReport();

            var report = new byte[length];
            await body.ReadExactlyAsync(report, cancellation);

            return SignedReport.Parser.ParseFrom(report);
        }
        catch (Exception fault) when (fault is EndOfStreamException or InvalidProtocolBufferException)
        {
            throw NoReport();
        }
    }

    public static long ReadOffset(HttpRequest request)
    {
        if (request.Headers[OffsetHeader] is not [{ } text]) return 0;

        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset)
            ? offset
            : throw Refusal.Invalid("wrong-offset", $"{OffsetHeader}: '{text}' is not a number of bytes.");
    }

    private static Grpc.Core.RpcException NoReport() =>
        Refusal.Invalid("no-report", $"body: it begins with four bytes of little-endian length, 1 to {LargestReport}, and a SignedReport of that length.");
}
