using FedGrains.Contracts.Rounds;
using FedGrains.Gateway.Identity;
using FedGrains.Gateway.Refusals;
using FedGrains.Protocol.V1;

namespace FedGrains.Gateway.Updates;

/// <summary>Takes in the report of an evaluation round.</summary>
internal sealed class EvaluationIntake(IGrainFactory grains, IntakeAudit audit)
{
    public async System.Threading.Tasks.Task<Receipt> Receive(SiteCaller caller, SignedReport signed)
    {
        var report = SignedReports.Verify(signed, caller);
        var round = grains.GetGrain<IRoundGrain>(Rounds.Key(caller.Node, report.Run, report.Round));
        var plan = (await Rounds.Joined(round, caller.Node)).Plan;
        var submission = SignedReports.Read(signed, report, plan);

        // Judged first, so that a refused report never reaches the round's turn.
        Submissions.Require(await round.Judge(submission), plan, submission);

        if (submission.Update is not null)
            throw Refusal.Invalid("unexpected-update", "update: its bytes must come with the report. Send both with UploadUpdate.");

        await audit.Received(caller, plan, submission);

        return await Submissions.Submit(round, plan, submission);
    }
}
