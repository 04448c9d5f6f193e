using FedGrains.Contracts.Rounds;
using FedGrains.Core.Rounds;
using FedGrains.Gateway.Identity;
using FedGrains.Gateway.Refusals;
using FedGrains.Protocol.V1;
using FedGrains.Storage.Artifacts;

using Google.Protobuf;

using Grpc.Core;

using Microsoft.AspNetCore.Http;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Gateway.Updates;

/// <summary>Takes an update in: judged before its bytes are taken, checked while they pass, durable before it counts.</summary>
internal sealed class UpdateUpload(IGrainFactory grains, IArtifactStore artifacts, SealedUpdates seals, IntakeAudit audit)
{
    /// <summary>Judges a report before its update is sent, and says from which byte on it is wanted.</summary>
    public async Task<OpenUpdateResponse> Open(SiteCaller caller, SignedReport signed, CancellationToken cancellation)
    {
        var judged = await Judge(caller, signed);

        return new() { Offset = judged.IsHeld ? judged.Update.Length : await judged.Area(artifacts).Received(judged.UploadId(caller), judged.Update.Length, cancellation) };
    }

    public async Task Receive(HttpContext call)
    {
        var (caller, cancellation) = (SiteCaller.Of(call), call.RequestAborted);
        var signed = await UpdateBody.ReadReport(call.Request.Body, cancellation);
        var judged = await Judge(caller, signed);

        if (!judged.IsHeld) await Store(judged, caller, UpdateBody.ReadOffset(call.Request), call.Request.Body, cancellation);

        await audit.Received(caller, judged.Plan, judged.Submission);
        var receipt = await Submissions.Submit(judged.Round, judged.Plan, judged.Submission);
        call.Response.ContentType = "application/x-protobuf";
        await call.Response.Body.WriteAsync(receipt.ToByteArray(), cancellation);
    }

    private async Task<JudgedReport> Judge(SiteCaller caller, SignedReport signed)
    {
        var report = SignedReports.Verify(signed, caller);
        var round = grains.GetGrain<IRoundGrain>(Rounds.Key(caller.Node, report.Run, report.Round));
        var plan = (await Rounds.Joined(round, caller.Node)).Plan;
        var submission = SignedReports.Read(signed, report, plan);
        var outcome = await round.Judge(submission);
        if (outcome is SubmitOutcome.BadMaskedUpload) await RequireStatement(round, submission);

        var held = Submissions.Require(outcome, plan, submission);

        return submission.Update is { } update
            ? new(round, plan, submission, update, held is SubmitOutcome.Duplicate)
            : throw Refusal.Invalid("no-update", "update: the report describes none. Send the report of an evaluation with SubmitEvaluation.");
    }

    // The round says what is wrong with the statement; a round that has moved on since says that instead.
    private static async Task RequireStatement(IRoundGrain round, Submission submission)
    {
        var answer = await round.JudgeUpload(submission.Node, submission.Update!.Digest, Convert.FromBase64String(submission.Update.MaskedUpload!));

        if (answer.Outcome is not ExchangeOutcome.Taken) throw Refusal.Of(answer.Outcome.ToStatus(), answer.Outcome.ToString(), $"update.masked_upload: {answer.Sentence}");
    }

    private async Task Store(JudgedReport judged, SiteCaller caller, long offset, Stream body, CancellationToken cancellation)
    {
        var (update, area) = (judged.Update, judged.Area(artifacts));

        try
        {
            await using var upload = await area.Upload(judged.UploadId(caller), update.Length, cancellation);
            var resumedAt = upload.Received;

            if (offset != resumedAt) throw Refusal.Invalid("wrong-offset", $"Fedgrains-Offset: {offset}; the next byte is {resumedAt}.");

            var check = IUpdateCheck.Of(judged.Plan, resumedAt);
            await Take(check, upload, judged, body, cancellation);
            await upload.Commit(update.Digest, cancellation);

            if (resumedAt > 0) await StoredUpdates.Require(area, judged.Plan, update, cancellation);
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

    private async Task Take(IUpdateCheck check, IArtifactUpload upload, JudgedReport judged, Stream body, CancellationToken cancellation)
    {
        if (upload.Received < judged.Update.Length)
        {
            using var opened = await seals.Open(judged, upload.Received, body, cancellation);

            while (await opened.Next(cancellation) is { IsEmpty: false } bytes)
            {
                if (check.Next(bytes.Span) is { } fault) throw fault;

                await upload.Append(bytes, cancellation);
            }
        }

        if (await body.ReadAsync(new byte[1], cancellation) > 0) throw Refusal.Invalid("oversized", $"update: there is more after the {judged.Update.Length} bytes that the report announced.");
    }
}
