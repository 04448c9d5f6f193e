using System.Collections.Immutable;

using FedGrains.Privacy.SecureAggregation;
using FedGrains.Site.Auditing;
using FedGrains.Site.Configuration;
using FedGrains.Site.Telemetry;

namespace FedGrains.Site.Masking;

/// <summary>Holds the site's role in secure aggregation. Every step is stored, then committed, and only then may its answer leave.</summary>
[GrainType("fedgrains.site.masking")]
internal sealed partial class MaskingGrain(
    [PersistentState("masking")] IPersistentState<MaskingState> state,
    MaskingParty party,
    StateSealer sealer,
    MaskHandover handover,
    MaskingMail mail,
    SiteAudit audit,
    SiteOptions options,
    SiteInstruments instruments,
    ILogger<MaskingGrain> logger) : Grain, IMaskingGrain, IMaskingStepsGrain, IDisposable
{
    private readonly HashSet<(ulong Round, RefusalKind Kind)> _told = [];
    private SecureAggregationSite? _role;
    private Refusal? _lastRefusal;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (state.State.Sealed is { } stored) _role = new(party.Self, sealer.Open(stored));

        return base.OnActivateAsync(cancellationToken);
    }

    public void Dispose() => _role?.Dispose();

    public async Task<MaskingAnswer> Receive(byte[] message)
    {
        if (WireMessage.Kind(message) is MessageKind.SignedRoster) return await ReceiveRoster(message);
        if (_role is not { } role) return Refuse(NoRoster);

        // Keys, shares and signatures of a large federation take a second, which is no grain's turn.
        return Answer(await Keep(await Task.Run(() => role.Receive(message))), MaskedMessages.RoundOf(message));
    }

    private static Refusal NoRoster { get; } = new(RefusalKind.UnknownRoster, "No roster is in force at this site. See what the coordinator offers with 'fedgrains site roster show', and confirm it.");

    private async Task<SiteStep> Keep(SiteStep step, ImmutableArray<MaskedRound>? rounds = null)
    {
        try
        {
            // A refusal changes the state only when it found out that the state was an old copy.
            if (!ReferenceEquals(step.Next, _role!.State))
                await state.Commit(state.State with { Sealed = await Task.Run(() => sealer.Seal(step.Next)), Rounds = rounds ?? state.State.Rounds });
        }
        catch
        {
            _role!.Discard(step);
            throw;
        }

        _role.Commit(step);
        instruments.Masked(step.Progress);

        return step;
    }

    private MaskingAnswer Answer(SiteStep step, ulong? round = null)
    {
        foreach (var note in step.Notes) LogNote(note.Kind, note.Sentence);

        if (step.Refusal is { } refusal) return Refuse(refusal, round);

        _lastRefusal = null;
        LogStep(step.Progress);

        return new(step.Reply.ToArray());
    }

    private MaskingAnswer Refuse(Refusal refusal, ulong? round = null)
    {
        // What is due comes again every few seconds, and so does its refusal.
        if (refusal != _lastRefusal)
        {
            if (refusal.Kind is RefusalKind.RolledBack) LogRolledBack(refusal.Sentence);
            else LogRefused(refusal.Kind, refusal.Sentence);
        }

        _lastRefusal = refusal;

        return new([], refusal.Sentence, round is { } number && _told.Add((number, refusal.Kind)) ? JobOf(number) : null);
    }

    private MaskedJob? JobOf(ulong number) => state.State.Rounds.FirstOrDefault(r => r.Number == number) is { } round ? new(round.Run, round.Round) : null;
}
