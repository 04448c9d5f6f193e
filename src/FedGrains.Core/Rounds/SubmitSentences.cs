namespace FedGrains.Core.Rounds;

/// <summary>Outcomes of a submission in words: the field, the rule and the way to mend it.</summary>
public static class SubmitSentences
{
    /// <summary>What to tell the site, or null when its submission is in.</summary>
    public static string? Explain(this SubmitOutcome outcome, RoundPlan plan, Submission submission) => outcome switch
    {
        SubmitOutcome.Accepted or SubmitOutcome.Duplicate => null,
        SubmitOutcome.Equivocation => $"update.digest: {submission.Node} has another submission in round {plan.Key}. A node submits once a round; send the first one again.",
        SubmitOutcome.NotInCohort => $"node: {submission.Node} was not asked in round {plan.Key}.",
        SubmitOutcome.TooLate => $"round: {plan.Key} accepted submissions until {plan.Deadline:u}. Wait for the next round.",
        SubmitOutcome.Closed => $"round: {plan.Key} has closed. Wait for the next round.",
        SubmitOutcome.WrongBase => $"base_version: round {plan.Key} starts from version {plan.Base.Version} ({plan.Base.Digest}), not from {submission.BaseVersion} ({submission.BaseDigest}). Download the round's model and train from it.",
        SubmitOutcome.WrongTask => plan.Task is RoundTask.Train
            ? $"update: round {plan.Key} asks for an update and the report has none."
            : $"update: round {plan.Key} is an evaluation and takes no update.",
        SubmitOutcome.WrongForm => !plan.IsMasked
            ? $"update.masked_upload: the updates of round {plan.Key} are not masked. Send the update in fixed point."
            : $"update.masked_upload: the updates of round {plan.Key} are masked, and this one is not. Answer the round's invitation; a site that knows of none must be updated.",
        SubmitOutcome.BadMaskedUpload => $"update.masked_upload: it is not {submission.Node}'s statement on its upload in round {plan.Key}.",
        SubmitOutcome.TooManyExamples when submission.Update?.Examples > SubmissionRules.MostExamples(plan) =>
            $"update.examples: {submission.Update.Examples} is more than {SubmissionRules.MostExamples(plan)}, the most that a site weighs in this run. It was settled when the run started; start another run.",
        SubmitOutcome.NoExamples => $"update.examples: {submission.Update?.Examples} is not a count of training records; send at least 1.",
        SubmitOutcome.TooManyExamples => $"update.examples: {submission.Update?.Examples} is more than the {plan.Member(submission.Node)?.Examples} training records that {submission.Node} registered, or takes the round past {Round.MaximumExamples}. Register the dataset again if it has grown.",
        SubmitOutcome.BadMeasurement => SubmissionRules.EvaluationFault(submission) is { } fault
            ? $"evaluation: {fault}"
            : "update: the training loss or the training time is not a finite number.",
        SubmitOutcome.WrongMechanism => MechanismRules.Fault(plan, submission) ?? $"update.mechanism: it is not what round {plan.Key} asks for.",
    };
}
