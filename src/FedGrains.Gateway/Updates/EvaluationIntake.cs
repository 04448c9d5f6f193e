using FedGrains.Contracts.Rounds;
using FedGrains.Gateway.Identity;
using FedGrains.Protocol.V1;

namespace FedGrains.Gateway.Updates;

/// <summary>Takes in the report of an evaluation round.</summary>
internal sealed class EvaluationIntake(IGrainFactory grains, TimeProvider clock)
{
    public async System.Threading.Tasks.Task<Receipt> Receive(SiteCaller caller, SignedReport signed)
    {
        var report = SignedReports.Verify(signed, caller);
        var round = grains.GetGrain<IRoundGrain>(Rounds.Key(caller.Node, report.Run, report.Round));
        var plan = (await Rounds.Joined(round, caller.Node)).Plan;
        var submission = SignedReports.Read(signed, report, plan);

        // Judged first, so that a refused report never reaches the round's turn.
        Submissions.Require(await round.Judge(submission), plan, submission);
        Submissions.Require(await round.Submit(submission), plan, submission);

        return new() { Digest = submission.Identity.Value, AcceptedUnixMs = clock.GetUtcNow().ToUnixTimeMilliseconds() };
    }
}
