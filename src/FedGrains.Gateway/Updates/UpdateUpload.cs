using FedGrains.Contracts.Rounds;
using FedGrains.Core.Rounds;
using FedGrains.Gateway.Identity;
using FedGrains.Gateway.Refusals;
using FedGrains.Protocol.V1;
using FedGrains.Storage.Artifacts;

using Grpc.Core;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Gateway.Updates;

/// <summary>Takes an update in: judged before its bytes are sent, checked while they pass, durable before it counts.</summary>
internal sealed class UpdateUpload(IGrainFactory grains, IArtifactStore artifacts)
{
    public async Task Receive(SiteCaller caller, IAsyncStreamReader<UploadUpdateRequest> incoming, IServerStreamWriter<UploadUpdateResponse> outgoing, CancellationToken cancellation)
    {
        if (!await incoming.MoveNext(cancellation) || incoming.Current.Open is not { } signed)
            throw Refusal.Invalid("no-report", "open: the first message of an upload is the signed report.");

        var report = SignedReports.Verify(signed, caller);
        var round = grains.GetGrain<IRoundGrain>(Rounds.Key(caller.Node, report.Run, report.Round));
        var plan = (await Rounds.Joined(round, caller.Node)).Plan;
        var submission = SignedReports.Read(signed, report, plan);
        var held = Submissions.Require(await round.Judge(submission), plan, submission);

        if (submission.Update is not { } update)
            throw Refusal.Invalid("no-update", "update: the report describes none. Send the report of an evaluation with SubmitEvaluation.");

        if (held is SubmitOutcome.Accepted) await Store(caller, plan, update, incoming, outgoing, cancellation);
        else await outgoing.WriteAsync(new() { Resume = new() { Offset = update.Length } }, cancellation);

        await outgoing.WriteAsync(new() { Receipt = await Submissions.Submit(round, plan, submission) }, cancellation);
    }

    private async Task Store(SiteCaller caller, RoundPlan plan, SubmittedUpdate update, IAsyncStreamReader<UploadUpdateRequest> incoming, IServerStreamWriter<UploadUpdateResponse> outgoing, CancellationToken cancellation)
    {
        try
        {
            var area = artifacts.Area(plan.UpdateArea);
            await using var upload = await area.Upload($"{caller.Node.Node}/{update.Digest}", update.Length, cancellation);
            var resumedAt = upload.Received;
            await outgoing.WriteAsync(new() { Resume = new() { Offset = resumedAt } }, cancellation);

            await Take(plan, upload, update.Length, incoming, cancellation);
            await upload.Commit(update.Digest, cancellation);

            if (resumedAt > 0) await StoredUpdates.RequireNumbers(area, plan, update, cancellation);
        }
        catch (DigestMismatchException)
        {
            throw Refusal.Invalid("wrong-digest", $"update.digest: the bytes received do not have the digest {update.Digest}. They were thrown away; send the update again from the start.");
        }
        catch (UploadTakenOverException)
        {
            throw Refusal.Of(StatusCode.Aborted, "superseded", "upload: another call has taken this upload over.");
        }
    }

    private static async Task Take(RoundPlan plan, IArtifactUpload upload, long length, IAsyncStreamReader<UploadUpdateRequest> incoming, CancellationToken cancellation)
    {
        var scan = new ReservedValueScan(upload.Received);

        while (upload.Received < length && await incoming.MoveNext(cancellation))
        {
            if (incoming.Current.Chunk is not { } chunk) throw Refusal.Invalid("unexpected-message", "chunk: after the report come chunks.");

            if (chunk.Offset != upload.Received) throw Refusal.Invalid("wrong-offset", $"chunk.offset: {chunk.Offset}; the next byte is {upload.Received}.");

            if (chunk.Data.Length > length - upload.Received)
                throw Refusal.Invalid("oversized", $"chunk.data: it goes past the {length} bytes that the report announced.");

            scan.Next(chunk.Data.Span);
            if (scan.Found is { } index) throw StoredUpdates.NotANumber(plan, index);

            await upload.Append(chunk.Data.Memory, cancellation);
        }

        if (upload.Received < length) throw Refusal.Invalid("truncated", $"update: the upload ended after {upload.Received} of {length} bytes. Call again and go on from there.");
        if (await incoming.MoveNext(cancellation)) throw Refusal.Invalid("oversized", $"chunk.data: there is more after the {length} bytes that the report announced.");
    }
}
