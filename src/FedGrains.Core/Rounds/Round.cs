using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Rounds;

/// <summary>One cohort, one base model version, one deadline, one aggregate. Every method returns what is next and what happened.</summary>
/// <param name="Plan">What the round was opened with.</param>
/// <param name="Phase">Where it stands.</param>
/// <param name="Receipts">Accepted submissions, in the order of the nodes' names, so that the record does not depend on who came first.</param>
/// <param name="Failures">Nodes that said they cannot do their part.</param>
/// <param name="Reason">Why the round was abandoned.</param>
/// <param name="Result">The checkpointed result.</param>
/// <param name="EndedAt">When it was checkpointed or abandoned.</param>
/// <param name="Unmasking">How far the opening of a masked sum has come; null before, and in a plain round.</param>
/// <param name="Secure">What stays on record of that opening.</param>
public sealed record Round(
    RoundPlan Plan,
    RoundPhase Phase,
    ImmutableArray<Receipt> Receipts,
    ImmutableArray<Absence> Failures,
    string? Reason,
    RoundResult? Result,
    DateTimeOffset? EndedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] Unmasking? Unmasking = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SecureRecord? Secure = null)
{
    /// <summary>The training records that may be behind one round's updates, 2^31: as integer weights they cannot overflow the exact sum.</summary>
    public const long MaximumExamples = 1L << 31;

    /// <summary>A round that has just opened.</summary>
    public static Round Open(RoundPlan plan) => new(plan, RoundPhase.Collecting, [], [], null, null, null);

    /// <summary>Nodes that have neither submitted nor failed.</summary>
    [JsonIgnore]
    public IEnumerable<NodeId> Awaited => Plan.Cohort.Select(m => m.Node).Where(n => Receipt(n) is null && Failures.All(f => f.Node != n));

    /// <summary>Whether the round has come to its end, good or bad.</summary>
    [JsonIgnore]
    public bool Ended => Phase is RoundPhase.Checkpointed or RoundPhase.Abandoned;

    /// <summary>The node's receipt, or null.</summary>
    public Receipt? Receipt(NodeId node) => Receipts.FirstOrDefault(r => r.Submission.Node == node);

    /// <summary>Judges a submission without accepting it, so that bad input stops before its bytes are sent.</summary>
    public SubmitOutcome Judge(Submission submission, DateTimeOffset now) => this switch
    {
        _ when Plan.Member(submission.Node) is null => SubmitOutcome.NotInCohort,
        _ when Receipt(submission.Node) is { } held => held.Submission.Identity == submission.Identity ? SubmitOutcome.Duplicate : SubmitOutcome.Equivocation,
        { Phase: not RoundPhase.Collecting } => SubmitOutcome.Closed,
        _ when now > Plan.Deadline => SubmitOutcome.TooLate,
        _ when Receipts.Sum(r => r.Submission.Update?.Examples ?? 0) > MaximumExamples - (submission.Update?.Examples ?? 0) => SubmitOutcome.TooManyExamples,
        _ => SubmissionRules.Judge(Plan, submission),
    };

    /// <summary>Accepts a node's submission, or says why not. When nobody is awaited any more the round closes in the same step.</summary>
    public (Round Next, SubmitOutcome Outcome) Submit(Submission submission, DateTimeOffset now)
    {
        var outcome = Judge(submission, now);

        if (outcome is not SubmitOutcome.Accepted) return (this, outcome);

        var next = this with
        {
            Receipts = [.. Receipts.Append(new(submission, now)).OrderBy(r => r.Submission.Node.Value, StringComparer.Ordinal)],
            Failures = Failures.RemoveAll(f => f.Node == submission.Node),
        };

        return (next.CloseIfComplete(now), outcome);
    }

    /// <summary>Records that a node cannot do its part. It may still submit while the round is open.</summary>
    public Round Fail(NodeId node, string reason, DateTimeOffset now) =>
        Phase is not RoundPhase.Collecting || Plan.Member(node) is null || Receipt(node) is not null
            ? this
            : (this with { Failures = [.. Failures.Where(f => f.Node != node).Append(new(node, reason))] }).CloseIfComplete(now);

    /// <summary>
    /// Closes the round if it need wait no longer: at the deadline, or when every node still awaited is <paramref name="silent"/>
    /// and the result can do without them. Otherwise the round is returned as it is.
    /// </summary>
    public Round Wait(IReadOnlySet<NodeId> silent, DateTimeOffset now) => this switch
    {
        { Phase: not RoundPhase.Collecting } => this,
        _ when now > Plan.Deadline => Close(now),
        _ when Awaited.All(silent.Contains) && Shortfall() is null => Close(now),
        _ => this,
    };

    /// <summary>Waits for the setup of its masks; at the deadline the round is abandoned, and the reason says what it waited for.</summary>
    public Round WaitForSetup(string waitingFor, DateTimeOffset now) => this switch
    {
        { Phase: not RoundPhase.Collecting } => this,
        _ when now > Plan.Deadline => Abandon($"The masks of the round were not set up in time. {waitingFor}", now),
        _ => this,
    };

    /// <summary>Ends the round without a result. A round that has ended stays as it is.</summary>
    public Round Abandon(string reason, DateTimeOffset now) =>
        Ended ? this : this with { Phase = RoundPhase.Abandoned, Reason = reason, EndedAt = now };

    /// <summary>Whether the step of unmasking that is under way goes on with those who have answered: when nobody is awaited, or its time is up.</summary>
    public bool GoesOnUnmasking(bool anyoneIsAwaited, DateTimeOffset now) => Phase is RoundPhase.Unmasking && (!anyoneIsAwaited || now > Unmasking!.Until);

    /// <summary>Survivors have signed, and are asked for shares from now on.</summary>
    public Round AskForShares(DateTimeOffset now) =>
        this is { Phase: RoundPhase.Unmasking, Unmasking.Step: UnmaskingStep.Signing } ? this with { Unmasking = new(UnmaskingStep.Releasing, now + Plan.Masking!.UnmaskingTime) } : this;

    /// <summary>The sum can be opened: it is aggregated next.</summary>
    public Round Unmasked(SecureRecord record) =>
        this is { Phase: RoundPhase.Unmasking, Unmasking.Step: UnmaskingStep.Releasing } ? this with { Phase = RoundPhase.Aggregating, Secure = record } : this;

    /// <summary>Ends a round whose sum cannot be opened, with what was said until then.</summary>
    public Round AbandonUnmasking(SecureRecord record, string reason, DateTimeOffset now) =>
        Phase is RoundPhase.Unmasking ? (this with { Secure = record }).Abandon(reason, now) : this;

    /// <summary>Records the result; it can be recorded once.</summary>
    public Round Checkpoint(RoundResult result, DateTimeOffset now) =>
        Phase is RoundPhase.Aggregating ? this with { Phase = RoundPhase.Checkpointed, Result = result, EndedAt = now } : this;

    /// <summary>The nodes of the cohort that the result does not include, and why.</summary>
    public ImmutableArray<Absence> Absences() =>
    [
        .. Plan.Cohort.Where(m => Receipt(m.Node) is null)
            .Select(m => Failures.FirstOrDefault(f => f.Node == m.Node) ?? new Absence(m.Node, "It did not answer before the round closed.")),
    ];

    private Round CloseIfComplete(DateTimeOffset now) => Awaited.Any() ? this : Close(now);

    private Round Close(DateTimeOffset now) =>
        Shortfall() is { } shortfall ? Abandon(shortfall, now)
        : Plan.IsMasked ? this with { Phase = RoundPhase.Unmasking, Unmasking = new(UnmaskingStep.Signing, now + Plan.Masking!.UnmaskingTime) }
        : this with { Phase = RoundPhase.Aggregating };

    private string? Shortfall()
    {
        var missing = Plan.Cohort.Where(m => m.Mandatory && Receipt(m.Node) is null).Select(m => m.Node.Value).ToArray();

        return missing.Length > 0 ? $"Mandatory nodes are missing: {string.Join(", ", missing)}."
            : Receipts.Length < Plan.Quorum ? $"{Receipts.Length} of {Plan.Cohort.Length} nodes submitted; the quorum is {Plan.Quorum}."
            : null;
    }
}
