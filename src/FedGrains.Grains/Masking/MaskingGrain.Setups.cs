using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Nodes;
using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Masking;

internal sealed partial class MaskingGrain
{
    // What rounds want, as they said last; not known after a restart until a round asks.
    private RoundPlan? _plan;

    /// <summary>Gives up what is of no use, opens what is lacking, ends the steps that are over, and tells sites what they must do.</summary>
    private async Task Tend(RoundPlan plan)
    {
        _plan = plan;
        await GiveUp(plan);
        if (IsLacking(plan)) await OpenSetup(plan);
        await GoOn(plan);
        foreach (var setup in _setups) await Tell(plan, setup);
    }

    private async Task<MaskingAnswer> Receive(NodeId node, SetupStatement statement, byte[] message)
    {
        if (_setups.FirstOrDefault(s => s.Batch == statement.Batch) is not { } held)
            return new Refusal(RefusalKind.OutOfOrder, $"No setup of rounds {statement.Batch} is under way in the run '{Run.Run}'.").ToAnswer();

        if (statement.Site >= held.Setup.Roster.Roster.Sites.Length || held.Name(statement.Site) != node)
            return new Refusal(RefusalKind.NotAMember, $"The message speaks for site {statement.Site} of roster {held.Setup.Roster.Roster.Epoch}, which is not {node}. A site speaks for itself.").ToAnswer();

        var (next, refusal) = held.Setup.Receive(message);
        if (refusal is not null || ReferenceEquals(next, held.Setup)) return refusal.ToAnswer();

        // Durable before it counts: the message first, then the record that names it.
        var stored = await new SetupRecords(artifacts, Run).Write(held.Stored, message);
        await Replace(held, held with { Setup = next, Stored = held.Stored with { Events = held.Stored.Events.Add(stored) } });
        LogReceived(Run, node, next.Phase, held.Batch);
        await Try(Follow);

        return MaskingAnswer.Taken;
    }

    private async Task Follow()
    {
        if (_plan is not { } plan) return;

        var before = _setups.Select(s => s.Setup.Phase).ToArray();
        await GoOn(plan);

        foreach (var (setup, phase) in _setups.Zip(before))
            if (setup.Setup.Phase != phase) await Tell(plan, setup);

        if (Choose(plan) is not null) await GrainFactory.GetGrain<IRoundGrain>(plan.Key.ToString()).Advance();
    }

    private async Task GiveUp(RoundPlan plan)
    {
        if (_setups.IsEmpty) return;

        var roster = (await Roster.InForce())?.Digest;
        var useless = _setups.Where(s => s.Setup.Roster.Roster.Digest().ToDigest() != roster || (s.IsSpoilt(plan) && s.Stored.OpenedFor < plan.Key.Number)).ToArray();

        foreach (var setup in useless) LogGivenUp(Run, setup.Batch);
        await Drop(useless);
    }

    // One more when there is none, when the only one will not do for the rounds to come, and when it does without somebody who may be back by now.
    private bool IsLacking(RoundPlan plan) => _setups switch
    {
        [] => true,
        [var only] => only.Setup.Phase is SetupPhase.Confirming
            && ((only.IsHalfUsed && only.Free < plan.Masking!.RoundsToGo) || (only.IsReady(plan, clock.GetUtcNow()) && only.Usable(plan).Length < plan.Cohort.Length)),
        _ => false,
    };

    private async Task OpenSetup(RoundPlan plan)
    {
        if (await Roster.Document() is not { } document) return;

        var roster = WireMessage.Parse<SignedRoster>(document);
        var rounds = BatchSizes.Largest(roster.Roster, plan.Cohort.Length, Math.Min(plan.Masking!.BatchRounds, plan.Masking.RoundsToGo));
        var batch = new Batch((ulong)await Roster.Reserve(rounds), rounds);
        var invitation = await signer.Sign(roster.Roster, new BatchInvitation(Scope.Of(new(roster.Roster, roster.Roster.Digest())), batch));
        var setup = BatchSetup.Open(roster, invitation);
        var stored = await new SetupRecords(artifacts, Run).Write(setup, plan.Key.Number);

        await Commit(_setups.Add(new(stored, setup, clock.GetUtcNow())));
        LogInvited(Run, batch, roster.Roster.Epoch);
    }

    private async Task GoOn(RoundPlan plan)
    {
        for (var i = 0; i < _setups.Length; i++)
        {
            while (_setups[i] is { Setup.Phase: SetupPhase.Advertising or SetupPhase.Sharing } held && held.GoesOn(plan, IsUrgent(plan, i), clock.GetUtcNow()))
            {
                // The keys of all are judged together.
                var next = await Task.Run(held.Setup.Close);
                await Replace(held, held with { Setup = next, Stored = held.Stored with { Events = held.Stored.Events.Add(null) }, Since = clock.GetUtcNow() });
                LogPhase(Run, held.Batch, next.Phase);
            }
        }
    }

    // The setup for later rounds waits for everybody until it is needed.
    private bool IsUrgent(RoundPlan plan, int index) => index == 0 || _setups[..index].All(s => s.IsHalfUsed || !s.IsReady(plan, clock.GetUtcNow()));

    private async Task Tell(RoundPlan plan, HeldSetup held)
    {
        foreach (var (to, message) in held.Setup.Outgoing().Where(o => plan.Member(new(o.To.Value)) is not null))
        {
            var connection = GrainFactory.GetGrain<INodeConnectionGrain>(new NodeKey(Run.Federation, new(to.Value)).ToString());

            // A site that has not heard of the roster believes no invitation under it.
            if (held.Setup.Phase is SetupPhase.Advertising) await connection.Tell(new("roster", null, WireMessage.Encode(held.Setup.Roster)));
            await connection.Tell(new($"{Run.Run}/setup/{held.Batch}", Run.Run, message.ToArray()));
        }
    }

    // The setup with the most of the cohort, the older one when they are equal; the round's own when it has a number already.
    private HeldSetup? Choose(RoundPlan plan)
    {
        var ready = _setups.Where(s => (s.Free > 0 || IsTakenBy(s, plan)) && s.IsReady(plan, clock.GetUtcNow())).ToArray();

        return ready.Length == 0 ? null : ready.MaxBy(s => s.Usable(plan).Length);
    }

    private bool IsTakenBy(HeldSetup setup, RoundPlan plan) => state.State.Rounds is [.., var last] && last.Round == plan.Key.Number && setup.Batch.Contains((ulong)last.Number);

    // Gives the round the next number of the setup, or the one that it has; what came before that setup is used up.
    private async Task<HeldSetup> Take(HeldSetup held, int round)
    {
        var taken = held;

        if (state.State.Rounds is not [.., var last] || last.Round != round || !held.Batch.Contains((ulong)last.Number))
        {
            taken = held with { Stored = held.Stored with { Used = held.Stored.Used + 1 } };
            var rounds = state.State.Rounds.RemoveAll(r => r.Round == round).Add(new(round, held.Stored.FirstRound + held.Stored.Used)).TakeLast(NumbersKept);
            await Commit(_setups.Replace(held, taken), [.. rounds]);
        }

        await Drop(_setups.TakeWhile(s => s != taken).ToArray());

        return taken;
    }

    private string Waiting(RoundPlan plan) => _setups switch
    {
        [] => "There is no roster in force.",
        [var first, ..] when first.Awaited(plan) is { IsEmpty: false } awaited => $"It waits for {string.Join(", ", awaited)} to take part in their setup.",
        [var first, ..] => $"Too few sites took part in their setup: {string.Join(", ", first.Answered(plan))}.",
    };

    private async Task Drop(HeldSetup[] setups)
    {
        if (setups.Length == 0) return;

        await Commit([.. _setups.Except(setups)]);
        foreach (var setup in setups) await new SetupRecords(artifacts, Run).Delete(setup.Stored);
    }

    private Task Replace(HeldSetup held, HeldSetup next) => Commit(_setups.Replace(held, next));

    private async Task Commit(ImmutableArray<HeldSetup> setups, ImmutableArray<NumberedRound>? rounds = null)
    {
        await state.Commit(new() { Setups = [.. setups.Select(s => s.Stored)], Rounds = rounds ?? state.State.Rounds });
        _setups = setups;
    }
}
