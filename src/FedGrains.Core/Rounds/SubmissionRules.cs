using FedGrains.Core.Strategies;

namespace FedGrains.Core.Rounds;

/// <summary>What a submission must be to count in a round, apart from when and from whom it comes.</summary>
internal static class SubmissionRules
{
    public static SubmitOutcome Judge(RoundPlan plan, Submission submission) => submission switch
    {
        _ when submission.BaseVersion != plan.Base.Version || submission.BaseDigest != plan.Base.Digest => SubmitOutcome.WrongBase,
        _ when (submission.Update is null) != (plan.Task is RoundTask.Evaluate) => SubmitOutcome.WrongTask,
        { Update: { } update } when update.MaskedUpload is null == plan.IsMasked => SubmitOutcome.WrongForm,
        { Update.Examples: < 1 } => SubmitOutcome.NoExamples,
        { Update.Examples: var examples } when examples > plan.Member(submission.Node)!.Examples => SubmitOutcome.TooManyExamples,
        { Update.Examples: var examples } when examples > MostExamples(plan) => SubmitOutcome.TooManyExamples,
        { Update: { } update } when !double.IsFinite(update.TrainingLoss ?? 0) || !double.IsFinite(update.TrainingSeconds) => SubmitOutcome.BadMeasurement,
        _ when EvaluationFault(submission) is not null => SubmitOutcome.BadMeasurement,
        _ when MechanismRules.Fault(plan, submission) is not null => SubmitOutcome.WrongMechanism,
        _ => SubmitOutcome.Accepted,
    };

    /// <summary>The most records that an update may weigh.</summary>
    public static long MostExamples(RoundPlan plan) => plan is { Weighting: Weighting.Examples, Site.Masking.WeightCap: var cap } ? cap : long.MaxValue;

    /// <summary>What is wrong with the measurements, or null. What nodes measured is pooled: a metric sent twice would count twice.</summary>
    public static string? EvaluationFault(Submission submission) =>
        submission.Evaluation.Select(m => m.Fault()).FirstOrDefault(f => f is not null)
        ?? submission.Evaluation.GroupBy(m => m.Metric, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => $"metric '{g.Key}' is there {g.Count()} times; send it once.").FirstOrDefault();
}
