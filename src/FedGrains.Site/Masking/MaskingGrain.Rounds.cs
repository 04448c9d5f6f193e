using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Site.Masking;

internal sealed partial class MaskingGrain
{
    // Rounds ascend, and the one before may still be on its way to its end.
    private const int RoundsKept = 4;

    public async Task<BegunRound> Begin(string run, int round, byte[] invitation, MaskingSubject subject)
    {
        if (_role is not { } role) return new(0, Refuse(NoRoster).Refusal);

        var step = role.Begin(invitation, TaskOf(subject));
        if (step.Refusal is not null) return new(0, Answer(await Keep(step)).Refusal);

        var number = WireMessage.Parse<RoundInvitation>(invitation).Start.Body.Round;
        Answer(await Keep(step, Noted(new(number, run, round))));

        return new(number, null, role.State.Pinned.Roster.Terms.LeastSurvivors);
    }

    public async Task<MaskingAnswer> Promise(ulong number, Digest input)
    {
        if (_role is not { } role) return Refuse(NoRoster);

        var answer = Answer(await Keep(role.Promise(number, input.ToSha256())));
        if (answer.Refusal is null) handover.Put(number, role.Masks(number));

        return answer;
    }

    public async Task<MaskingAnswer> Upload(ulong number, Digest upload) =>
        _role is { } role ? Answer(await Keep(role.Upload(number, upload.ToSha256()))) : Refuse(NoRoster);

    private ImmutableArray<MaskedRound> Noted(MaskedRound round) => [.. state.State.Rounds.Where(r => r.Number != round.Number).Append(round).OrderBy(r => r.Number).TakeLast(RoundsKept)];

    private static RoundTask TaskOf(MaskingSubject subject) => new(
        subject.Model.ToSha256(), subject.Configuration.ToSha256(), MaskingTasks.RingOf(subject.RingBits), subject.Lanes);
}
