using System.Collections.Immutable;

using CsCheck;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;

namespace FedGrains.Core.Tests.Rounds;

/// <summary>Something that happens to a round.</summary>
internal abstract record RoundCommand
{
    /// <summary>Any plan of one to five nodes.</summary>
    public static Gen<RoundPlan> Plans { get; } =
        from nodes in Gen.Int[1, 5]
        from quorum in Gen.Int[1, nodes]
        from mandatory in Gen.Int[0, nodes - 1].Array[0, 2]
        from task in Gen.Enum<RoundTask>()
        from masked in Gen.Bool
        let plan = RoundSamples.Plan(nodes, quorum, task, mandatory)
        select masked ? plan.Masked() : plan;

    // Node 5 is in no cohort. Variant 1 is another update than variant 0, and the rest are refused for what is in them.
    public static Gen<RoundCommand> Any { get; } = Gen.Frequency<RoundCommand>(
        (8, from node in Gen.Int[0, 5] from variant in Gen.Int[0, 1] from spoil in Gen.Int[0, 12] select (RoundCommand)new Submit(node, variant, spoil)),
        (2, from node in Gen.Int[0, 5] select (RoundCommand)new Fail(node)),
        (2, from mask in Gen.Int[0, 31] select (RoundCommand)new Wait(mask)),
        (2, from seconds in Gen.Int[0, 60] select (RoundCommand)new Pass(seconds)),
        (1, Gen.Const((RoundCommand)new Abandon())),
        (3, Gen.Const((RoundCommand)new AskForShares())),
        (3, Gen.Const((RoundCommand)new Unmask())),
        (1, Gen.Const((RoundCommand)new GiveUpUnmasking())),
        (2, Gen.Const((RoundCommand)new Checkpoint())));

    /// <summary>What the round answers, and what it is afterwards.</summary>
    public abstract (Round Next, SubmitOutcome? Outcome) Apply(Round round, DateTimeOffset now);

    public sealed record Submit(int Node, int Variant, int Spoil) : RoundCommand
    {
        public override (Round Next, SubmitOutcome? Outcome) Apply(Round round, DateTimeOffset now) => round.Submit(Spoilt(round.Plan), now);

        private Submission Spoilt(RoundPlan plan) => (Spoil, RoundSamples.Submission(Node, Variant, plan.Task, plan.IsMasked)) switch
        {
            (0, var submission) => submission with { BaseVersion = 2 },
            (1, var submission) => submission with { Update = submission.Update is null ? new(submission.BaseDigest, 16, 1, 0, 0) : null },
            (2, { Update: { } update } submission) => submission with { Update = update with { Examples = 0 } },
            (3, { Update: { } update } submission) => submission with { Update = update with { Examples = RoundSamples.Examples + 1 } },
            (5, { Update: { } update } submission) => submission with { Update = update with { MaskedUpload = update.MaskedUpload is null ? "BAUG" : null } },
            (4, var submission) => submission with { Evaluation = RoundSamples.Measured(double.NaN) },
            (_, var submission) => submission,
        };
    }

    public sealed record Fail(int Node) : RoundCommand
    {
        public override (Round Next, SubmitOutcome? Outcome) Apply(Round round, DateTimeOffset now) =>
            (round.Fail(RoundSamples.Node(Node), "The disk is full.", now), null);
    }

    public sealed record Wait(int Mask) : RoundCommand
    {
        public override (Round Next, SubmitOutcome? Outcome) Apply(Round round, DateTimeOffset now) => (round.Wait(Silent, now), null);

        private ImmutableHashSet<NodeId> Silent => [.. Enumerable.Range(0, 5).Where(i => (Mask & (1 << i)) != 0).Select(RoundSamples.Node)];
    }

    public sealed record Pass(int Seconds) : RoundCommand
    {
        public override (Round Next, SubmitOutcome? Outcome) Apply(Round round, DateTimeOffset now) => (round, null);
    }

    public sealed record Abandon : RoundCommand
    {
        public override (Round Next, SubmitOutcome? Outcome) Apply(Round round, DateTimeOffset now) => (round.Abandon("Someone said so.", now), null);
    }

    public sealed record AskForShares : RoundCommand
    {
        public override (Round Next, SubmitOutcome? Outcome) Apply(Round round, DateTimeOffset now) => (round.AskForShares(now), null);
    }

    public sealed record Unmask : RoundCommand
    {
        public override (Round Next, SubmitOutcome? Outcome) Apply(Round round, DateTimeOffset now) => (round.Unmasked(RoundSamples.Secure), null);
    }

    public sealed record GiveUpUnmasking : RoundCommand
    {
        public override (Round Next, SubmitOutcome? Outcome) Apply(Round round, DateTimeOffset now) =>
            (round.AbandonUnmasking(RoundSamples.Secure with { SharesAsked = round.Unmasking?.Step is UnmaskingStep.Releasing }, "Too few shares.", now), null);
    }

    public sealed record Checkpoint : RoundCommand
    {
        public override (Round Next, SubmitOutcome? Outcome) Apply(Round round, DateTimeOffset now) => (round.Checkpoint(RoundSamples.Result, now), null);
    }
}
