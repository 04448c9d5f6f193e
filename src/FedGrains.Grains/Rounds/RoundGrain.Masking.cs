using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Grains.Masking;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Rounds;

internal sealed partial class RoundGrain
{
    private AggregationRound? _protocol;
    private string? _waiting;

    // Signatures and shares that came since the state was last written. They are written with the next step: one that is lost with a crash is asked for
    // again, and its site says the same.
    private ImmutableArray<byte[]> _heard = [];

    private IMaskingGrain Masking => GrainFactory.GetGrain<IMaskingGrain>(Current.Plan.Key.Run.ToString());

    private IArtifactStore MaskingArea => artifacts.Area(RoundPlan.MaskingAreaOf(Current.Plan.Key));

    public async Task<MaskingAnswer> JudgeUpload(NodeId node, Digest update, byte[] statement)
    {
        if (!Current.Plan.IsMasked) return MaskingAnswer.Taken;
        if (await Seen() is not { } protocol) return new(ExchangeOutcome.NotNow, $"round: {Current.Plan.Key} has not begun. Wait for its assignment.");

        return (NotAbout(protocol, node, update, statement) ?? protocol.Receive(statement).Refusal).ToAnswer();
    }

    public async Task<MaskingAnswer> Exchange(NodeId node, byte[] message)
    {
        if (await Loaded() is not { } protocol) return new(ExchangeOutcome.NotNow, $"round: {Current.Plan.Key} waits for no message of secure aggregation.");

        try
        {
            if (protocol.Name(RoundStatement.Read(message).Site) != node) return new Refusal(RefusalKind.NotAMember, $"The message speaks for another site than {node}. A site speaks for itself.").ToAnswer();
        }
        catch (FormatException fault)
        {
            return new Refusal(RefusalKind.Malformed, fault.Message).ToAnswer();
        }

        var (next, refusal) = protocol.Receive(message);
        if (refusal is null && !ReferenceEquals(next, protocol)) await Hear(next, message);

        return refusal.ToAnswer();
    }

    public async Task<byte[]?> Protocol()
    {
        if (state.State is not { Round.Ended: true, Masking.Final: { } final }) return null;
        if (_timer is null) DeactivateOnIdle();

        return await MaskingArea.ReadAll(final);
    }

    private async Task Hear(AggregationRound next, byte[] message)
    {
        (_protocol, _heard) = (next, _heard.Add(message));

        if (next.Awaited.IsEmpty) await Continue();
    }

    /// <summary>Whether the cohort can be asked: a masked round begins once there is a setup, among those who took part in it.</summary>
    private async Task<bool> HasBegun()
    {
        if (!Current.Plan.IsMasked || await Loaded() is not null) return true;

        var next = Current.WaitForSetup(_waiting ?? "", clock.GetUtcNow());
        if (!ReferenceEquals(next, Current)) await Commit(next);

        return !Current.Ended && await Begin(await Masking.Open(Current.Plan));
    }

    private async Task<bool> Begin(MaskedOpening opening)
    {
        _waiting = opening.Waiting;
        if (opening.Round is not { } bytes) return false;

        // Before anyone is told: there is one start of a round.
        var stored = await MaskingArea.Put(bytes);
        var now = clock.GetUtcNow();
        await Commit(opening.Absences.Aggregate(Current, (round, a) => round.Fail(a.Node, a.Reason, now)), new(stored, opening.Previous, [], null));

        _protocol = AggregationRound.Parse(bytes);
        _leases = Leases.Grant(Current.Plan.Cohort.Select(m => m.Node), Current.Plan.Lease, now);

        return Current.Phase is RoundPhase.Collecting;
    }

    private Dictionary<NodeId, byte[]>? Invitations() => !Current.Plan.IsMasked
        ? null
        : _protocol!.Outgoing().ToDictionary(o => new NodeId(o.To.Value), o => o.Message.ToArray());

    /// <summary>Takes the steps that open a masked sum, and stops where it must wait for someone.</summary>
    private async Task Unmask()
    {
        await Loaded();

        while (Current.GoesOnUnmasking(!_protocol!.Awaited.IsEmpty, clock.GetUtcNow())) await EndStep(await Task.Run(_protocol.Close));

        if (Current.Phase is not RoundPhase.Unmasking) return;

        var (run, topic) = (Current.Plan.Key.Run.Run, $"{Current.Plan.Key.Run.Run}/round");
        await Task.WhenAll(_protocol.Outgoing().Select(o => Node(new(o.To.Value)).Tell(new(topic, run, o.Message.ToArray()))));
    }

    private async Task EndStep(AggregationRound closed)
    {
        switch (closed.Phase)
        {
            case AggregationPhase.Releasing:
                await Commit(Current.AskForShares(clock.GetUtcNow()));
                _protocol = closed;
                break;
            case AggregationPhase.Opened:
                await Open(closed);
                break;
            case AggregationPhase.Abandoned:
                await GiveUp(closed, closed.Reason!);
                break;
            case AggregationPhase.Collecting or AggregationPhase.Signing:
                throw new InvalidOperationException($"Round {Key} is unmasking, and the protocol is {closed.Phase}.");
        }

        LogUnmasking(Key, closed.Phase, closed.Survivors.Length, Current.Plan.Cohort.Length);
    }

    private async Task Open(AggregationRound opened)
    {
        var unmasking = await Task.Run(opened.Unmask);

        if (!unmasking.Liars.IsEmpty) LogWrongShares(Key, string.Join(", ", unmasking.Liars.Select(l => opened.Name(l))));

        if (unmasking.Refusal is { } refusal)
        {
            await GiveUp(opened, refusal.Sentence);
            return;
        }

        await Commit(Current.Unmasked(await Record(opened)));
        _protocol = opened;
    }

    private async Task GiveUp(AggregationRound protocol, string reason)
    {
        var record = await Record(protocol);
        _protocol = protocol;
        await Commit(Current.AbandonUnmasking(record, reason, clock.GetUtcNow()));
    }

    // Everything that was published, kept for good.
    private async Task<SecureRecord> Record(AggregationRound protocol)
    {
        var roster = protocol.Transcript.Roster.Roster;

        return new(
            roster.Digest().ToDigest(),
            roster.Terms.LeastSurvivors,
            [.. protocol.Survivors.Select(s => protocol.Name(s)!.Value)],
            await artifacts.Put(protocol.Transcript.ToBytes()),
            Current.Unmasking!.Step is UnmaskingStep.Releasing);
    }

    private async Task<Round> Abandoned(Round round, string reason)
    {
        var now = clock.GetUtcNow();

        return round is { Phase: RoundPhase.Unmasking } && await Loaded() is { } protocol
            ? round.AbandonUnmasking(await Record(protocol), reason, now)
            : round.Abandon(reason, now);
    }

    private async Task<UnmaskPlan?> UnmaskPlan()
    {
        if (!Current.Plan.IsMasked) return null;

        var protocol = await Loaded();

        return await Task.Run(() => protocol!.Unmask().Plan);
    }

    private async Task<SubmitOutcome> Judged(Submission submission, SubmitOutcome outcome) =>
        outcome is SubmitOutcome.Accepted && submission.Update?.MaskedUpload is { } statement
        && (await JudgeUpload(submission.Node, submission.Update.Digest, Convert.FromBase64String(statement))).Outcome is not ExchangeOutcome.Taken
            ? SubmitOutcome.BadMaskedUpload
            : outcome;

    private static Refusal? NotAbout(AggregationRound protocol, NodeId node, Digest update, byte[] statement)
    {
        try
        {
            var upload = WireMessage.Parse<SignedMessage<MaskedUpload>>(statement).Body;

            return protocol.Name(upload.Site) != node ? new(RefusalKind.NotAMember, $"The statement speaks for another site than {node}. A site speaks for itself.")
                : upload.Upload.ToDigest() != update ? new(RefusalKind.Equivocation, $"The statement is about the vector with the digest {upload.Upload}, and the update has {update}.")
                : null;
        }
        catch (FormatException fault)
        {
            return new(RefusalKind.Malformed, fault.Message);
        }
    }

    // What the next round must show to sites outlives this one; what was said in it is in the transcript.
    private async Task<RoundMasking?> Kept(Round next, RoundMasking? masking) => masking switch
    {
        { Final: null } when next.Ended && await Loaded() is { } protocol => masking with { Final = await MaskingArea.Put(protocol.ToBytes()), Statements = [] },
        { Final: null } => masking with { Statements = masking.Statements.AddRange(_heard) },
        _ => masking,
    };

    /// <summary>The protocol's state, kept for the calls that follow; null while a masked round has not begun, and in a plain one.</summary>
    private async Task<AggregationRound?> Loaded() => _protocol = await Seen();

    // Calls that interleave look, and keep nothing: what they loaded may be older than what there is by now.
    private async Task<AggregationRound?> Seen()
    {
        if (state.State is not { Round: { } round, Masking: { } masking }) return null;
        if (_protocol is { } known && (known.Phase is not AggregationPhase.Collecting || round.Unmasking is null)) return known;
        if (masking.Final is { } final) return AggregationRound.Parse(await MaskingArea.ReadAll(final));

        var opening = _protocol ?? AggregationRound.Parse(await MaskingArea.ReadAll(masking.Opening));

        return await Task.Run(() => RoundProtocol.Restore(round, opening, masking.Statements));
    }
}
