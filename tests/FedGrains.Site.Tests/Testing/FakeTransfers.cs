using System.Buffers.Binary;
using System.Globalization;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Protocol.V1;

using Google.Protobuf;

using Grpc.Core;

using Microsoft.AspNetCore.Http;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Testing;

/// <summary>The gateway's half of the two plain HTTP calls, as the protocol's comments have it.</summary>
internal sealed class FakeTransfers(FakeCoordinator coordinator)
{
    public async Task Download(HttpContext call)
    {
        await FakeAuthentication.Require(coordinator, call.Request.Headers.Authorization.ToString(), call.Request.Path);
        var offset = call.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0;
        coordinator.Downloads.Add(offset);

        var chunk = Math.Max(32, coordinator.Base.Length / 256);
        call.Response.StatusCode = offset == 0 ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent;

        for (var at = (int)offset; at < coordinator.Base.Length; at += chunk)
        {
            if (at >= coordinator.CutAfter)
            {
                // The body ends there: a line that breaks may take what it carries with it.
                coordinator.CutAfter = null;
                return;
            }

            await call.Response.Body.WriteAsync(coordinator.Base.AsMemory(at, Math.Min(chunk, coordinator.Base.Length - at)));
            await call.Response.Body.FlushAsync();
        }
    }

    public async Task Upload(HttpContext call)
    {
        await FakeAuthentication.Require(coordinator, call.Request.Headers.Authorization.ToString(), call.Request.Path);
        var signed = await ReadReport(call.Request.Body);
        Assert.True(coordinator.Verify(SiteStatements.Report(signed.Report.Span), signed.Signature.ToByteArray()));
        coordinator.Uploads.Add(signed);
        await coordinator.BeforeResume();

        if (coordinator.Refusals.TryDequeue(out var refusal))
        {
            await Refuse(call, refusal.Status, "round: has closed.", refusal.Reason);
            return;
        }

        var report = Report.Parser.ParseFrom(signed.Report);
        var bytes = new MemoryStream();
        bytes.Write(coordinator.Updates.GetValueOrDefault(report.Update.Digest) ?? []);
        var offset = long.Parse(call.Request.Headers["Fedgrains-Offset"].ToString(), CultureInfo.InvariantCulture);
        coordinator.Offsets.Add(offset);
        Assert.Equal(bytes.Length, offset);
        await Take(call, report, bytes, signed);
    }

    private async Task Take(HttpContext call, Report report, MemoryStream bytes, SignedReport signed)
    {
        var opened = await SealedUploads.Open(coordinator.Assigned(report.Run, report.Round), report, bytes.Length, call.Request.Body);
        bytes.Write(opened.AsSpan(0, Math.Min(opened.Length, (coordinator.CutAfter ?? int.MaxValue) - (int)bytes.Length)));
        coordinator.Updates[report.Update.Digest] = bytes.ToArray();

        if (coordinator.CutAfter is not null)
        {
            Cut(call);
            return;
        }

        Assert.Equal(report.Update.Digest, Digest.Of(bytes.ToArray()).Value);
        if (!report.Update.MaskedUpload.IsEmpty) coordinator.Masked!.Uploaded(report, bytes.ToArray());
        coordinator.Open.TryRemove($"{report.Run}/{report.Round}", out _);
        coordinator.Submissions.Add(signed);
        await call.Response.Body.WriteAsync(new Receipt { Digest = report.Update.Digest, AcceptedUnixMs = 1 }.ToByteArray());
    }

    private static async Task<SignedReport> ReadReport(Stream body)
    {
        var prefix = new byte[4];
        await body.ReadExactlyAsync(prefix);
        var report = new byte[BinaryPrimitives.ReadInt32LittleEndian(prefix)];
        await body.ReadExactlyAsync(report);

        return SignedReport.Parser.ParseFrom(report);
    }

    private void Cut(HttpContext call)
    {
        coordinator.CutAfter = null;
        call.Abort();
    }

    public static async Task Refuse(HttpContext call, StatusCode status, string sentence, string reason)
    {
        await call.Request.Body.CopyToAsync(Stream.Null);
        call.Response.StatusCode = StatusCodes.Status409Conflict;
        call.Response.Headers["Fedgrains-Status"] = ((int)status).ToString(CultureInfo.InvariantCulture);
        call.Response.Headers["Fedgrains-Reason"] = reason;
        await call.Response.WriteAsync(sentence);
    }
}
