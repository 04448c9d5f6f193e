using FedGrains.Core.Identifiers;
using FedGrains.Core.Training;

namespace FedGrains.Core.Rounds;

/// <summary>What a submission must say of differential privacy: as much as the round's plan asks for, and nothing in a plain plan.</summary>
internal static class MechanismRules
{
    /// <summary>What is wrong with it in a sentence, or null.</summary>
    public static string? Fault(RoundPlan plan, Submission submission) =>
        submission.Update is { } update ? LossFault(plan, update) ?? Fault(plan, update, plan.Site.Training.MechanismFor(Records(plan, submission.Node, update))) : null;

    private static string? LossFault(RoundPlan plan, SubmittedUpdate update) => plan.Site.Masking?.Noise is not null && update.TrainingLoss is not null
        ? $"update.training_loss: round {plan.Key} has site-level differential privacy, which does not cover the loss. Leave it out."
        : null;

    private static string? Fault(RoundPlan plan, SubmittedUpdate update, DpSgdMechanism? asked) => (asked, update.Mechanism) switch
    {
        (null, null) => null,
        (null, _) => $"update.mechanism: round {plan.Key} trains without differential privacy, and the report says how it was private. Train as the configuration says.",
        (_, null) => $"update.mechanism: round {plan.Key} trains with differential privacy, and the report does not say how. Update the site.",
        _ when update.TrainingLoss is not null => $"update.training_loss: round {plan.Key} trains with differential privacy, which does not cover the loss. Leave it out.",
        ({ } wanted, { } done) => Weaker(plan, [.. done.Shortfalls(wanted)]),
    };

    // An update that does not say how many records are behind it has those that its node registered.
    private static long Records(RoundPlan plan, NodeId node, SubmittedUpdate update) => Math.Max(1, update.Examples >= 1 ? update.Examples : plan.Member(node)?.Examples ?? 1);

    private static string? Weaker(RoundPlan plan, string[] shortfalls) => shortfalls.Length == 0
        ? null
        : $"{string.Join(" ", shortfalls.Select(s => $"update.mechanism.{s}"))} Train as the configuration of round {plan.Key} says.";
}
