using FedGrains.Core.Identifiers;
using FedGrains.Protocol.V1;
using FedGrains.Site.Gateway;
using FedGrains.Site.Telemetry;

using Google.Protobuf;

using Grpc.Core;

namespace FedGrains.Site.Jobs;

/// <summary>Sends signed work until the coordinator gives its receipt.</summary>
internal sealed class Submission(GatewayClient gateway, GatewayRetries retries, UpdateFiles updates, SiteInstruments instruments)
{
    // Below the large object heap's threshold on the receiving side.
    private const int ChunkSize = 1 << 16;

    /// <summary>Throws an <see cref="RpcException"/> when the coordinator refuses the work for good.</summary>
    public async Task<Receipt> Send(string job, SignedWork work, JobProgress progress, CancellationToken cancellation)
    {
        using var span = SiteTelemetry.Start("upload");
        var report = new SignedReport { Report = UnsafeByteOperations.UnsafeWrap(work.Report), Signature = UnsafeByteOperations.UnsafeWrap(work.Signature) };
        progress.Enter("uploading", work.UpdateLength);

        return work.Update is { } update
            ? await retries.Run(token => Upload(job, report, update, work.UpdateLength, progress, token), cancellation)
            : await retries.Run(token => gateway.Submit(report, token), cancellation);
    }

    private async Task<Receipt> Upload(string job, SignedReport report, Digest update, long length, JobProgress progress, CancellationToken cancellation)
    {
        using var call = gateway.Upload(cancellation);
        var answers = call.ResponseStream;

        await Write(call, new() { Open = report }, cancellation);
        var answer = await Next(answers, cancellation);

        if (answer.Resume is { } resume)
        {
            if (resume.Offset < 0 || resume.Offset > length) throw new RpcException(new Status(StatusCode.Internal, $"The gateway asked for byte {resume.Offset} of {length}."));

            await SendBytes(call, job, update, resume.Offset, length, progress, cancellation);
            await call.RequestStream.CompleteAsync();
            answer = await Next(answers, cancellation);
        }

        return answer.Receipt ?? throw new RpcException(new Status(StatusCode.Internal, "The gateway took the update and gave no receipt."));
    }

    private async Task SendBytes(
        AsyncDuplexStreamingCall<UploadUpdateRequest, UploadUpdateResponse> call, string job, Digest update, long offset, long length, JobProgress progress, CancellationToken cancellation)
    {
        var buffer = new byte[Math.Min(ChunkSize, length - offset)];

        while (offset < length)
        {
            var chunk = buffer.AsMemory(0, (int)Math.Min(buffer.Length, length - offset));
            await updates.Read(job, update, offset, chunk, cancellation);

            // The buffer is free again once the write has ended: the call has its own copy by then.
            await Write(call, new() { Chunk = new() { Offset = offset, Data = UnsafeByteOperations.UnsafeWrap(chunk) } }, cancellation);

            offset += chunk.Length;
            instruments.Uploaded(chunk.Length);
            progress.Reach(offset);
        }
    }

    // A write to a call that the gateway has ended only says that it has ended; why, the answers say.
    private static async Task Write(AsyncDuplexStreamingCall<UploadUpdateRequest, UploadUpdateResponse> call, UploadUpdateRequest request, CancellationToken cancellation)
    {
        try
        {
            await call.RequestStream.WriteAsync(request, cancellation);
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException)
        {
            while (await call.ResponseStream.MoveNext(cancellation)) ;
            throw new RpcException(new Status(StatusCode.Unavailable, "The gateway ended the upload."));
        }
    }

    private static async Task<UploadUpdateResponse> Next(IAsyncStreamReader<UploadUpdateResponse> answers, CancellationToken cancellation) =>
        await answers.MoveNext(cancellation) ? answers.Current : throw new RpcException(new Status(StatusCode.Unavailable, "The gateway ended the upload without a receipt."));
}
