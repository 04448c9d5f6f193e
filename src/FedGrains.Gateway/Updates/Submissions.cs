using FedGrains.Contracts.Rounds;
using FedGrains.Core.Rounds;
using FedGrains.Gateway.Refusals;

namespace FedGrains.Gateway.Updates;

internal static class Submissions
{
    /// <summary>The outcome of a submission that is in; any other is refused with its sentence.</summary>
    public static SubmitOutcome Require(SubmitOutcome outcome, RoundPlan plan, Submission submission) => outcome.Explain(plan, submission) is { } sentence
        ? throw Refusal.Of(outcome.ToStatus(), outcome.ToString(), sentence)
        : outcome;

    /// <summary>Submits, and returns the receipt that the round holds: for a submission that was in before, the one it got then.</summary>
    public static async Task<Protocol.V1.Receipt> Submit(IRoundGrain round, RoundPlan plan, Submission submission)
    {
        Require(await round.Submit(submission), plan, submission);
        var receipt = (await round.Describe())!.Receipt(submission.Node)!;

        return new() { Digest = receipt.Submission.Identity.Value, AcceptedUnixMs = receipt.AcceptedAt.ToUnixTimeMilliseconds() };
    }
}
