namespace FedGrains.Core.Rounds;

/// <summary>What a submission must be to count in a round, apart from when and from whom it comes.</summary>
internal static class SubmissionRules
{
    public static SubmitOutcome Judge(RoundPlan plan, Submission submission) => submission switch
    {
        _ when submission.BaseVersion != plan.Base.Version || submission.BaseDigest != plan.Base.Digest => SubmitOutcome.WrongBase,
        _ when (submission.Update is null) != (plan.Task is RoundTask.Evaluate) => SubmitOutcome.WrongTask,
        { Update.Examples: < 1 } => SubmitOutcome.NoExamples,
        { Update.Examples: var examples } when examples > plan.Member(submission.Node)!.Examples => SubmitOutcome.TooManyExamples,
        { Update: { } update } when !double.IsFinite(update.TrainingLoss) || !double.IsFinite(update.TrainingSeconds) => SubmitOutcome.BadMeasurement,
        _ when submission.Evaluation.Any(m => m.Fault() is not null) => SubmitOutcome.BadMeasurement,
        _ => SubmitOutcome.Accepted,
    };
}
