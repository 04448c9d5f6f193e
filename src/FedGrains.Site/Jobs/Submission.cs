using FedGrains.Core.Identifiers;
using FedGrains.Protocol.V1;
using FedGrains.Site.Gateway;
using FedGrains.Site.Telemetry;

using Google.Protobuf;

using Grpc.Core;

namespace FedGrains.Site.Jobs;

/// <summary>Sends signed work until the coordinator gives its receipt.</summary>
internal sealed class Submission(GatewayClient gateway, GatewayRetries retries, UpdateFiles updates, UpdateSeals seals, SiteInstruments instruments)
{
    // A small update is over sooner than the question whether it is wanted.
    private const int LongestUnasked = 1 << 20;

    /// <summary>Throws an <see cref="RpcException"/> when the coordinator refuses the work for good.</summary>
    public async Task<Receipt> Send(JobAssignment job, SignedWork work, JobProgress progress, CancellationToken cancellation)
    {
        UpdateSeals.Require(job);
        using var span = SiteTelemetry.Start("upload");
        var report = new SignedReport { Report = UnsafeByteOperations.UnsafeWrap(work.Report), Signature = UnsafeByteOperations.UnsafeWrap(work.Signature) };
        progress.Enter("uploading", work.UpdateLength);

        return work.Update is { } update
            ? await Upload(job, report, update, work.UpdateLength, progress, cancellation)
            : await retries.Run(token => gateway.Submit(report, token), cancellation);
    }

    private Task<Receipt> Upload(JobAssignment job, SignedReport report, Digest update, long length, JobProgress progress, CancellationToken cancellation)
    {
        var ask = length > LongestUnasked;

        return retries.Run(
            async token =>
            {
                var from = ask ? await gateway.Open(report, token) : 0;
                ask = true;

                return await Upload(job, report, update, from, length, progress, token);
            },
            cancellation);
    }

    private Task<Receipt> Upload(JobAssignment job, SignedReport report, Digest update, long from, long length, JobProgress progress, CancellationToken cancellation)
    {
        if (from < 0 || from > length) throw new RpcException(new Status(StatusCode.Internal, $"The gateway asked for byte {from} of {length}."));

        var at = from;

        var content = new SealedUpdate(length, (offset, buffer, token) => updates.Read(job.Key, update, offset, buffer, token), chunk => seals.From(job, chunk));

        return gateway.Upload(report, from, content, Sent, cancellation);

        void Sent(int count)
        {
            at += count;
            instruments.Uploaded(count);
            progress.Reach(at);
        }
    }
}
