using FedGrains.Core.Rounds;
using FedGrains.Gateway.Refusals;

namespace FedGrains.Gateway.Updates;

internal static class Submissions
{
    /// <summary>The outcome of a submission that is in; any other is refused with its sentence.</summary>
    public static SubmitOutcome Require(SubmitOutcome outcome, RoundPlan plan, Submission submission) => outcome.Explain(plan, submission) is { } sentence
        ? throw Refusal.Of(outcome.ToStatus(), outcome.ToString(), sentence)
        : outcome;
}
