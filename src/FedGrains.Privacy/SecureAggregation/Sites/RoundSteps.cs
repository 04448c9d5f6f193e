using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What a site does in a round. Every step goes through the journal before anything is said.</summary>
internal static class RoundSteps
{
    /// <summary>Agrees to a round, when it is for what this site trained and with sites whose shares it holds.</summary>
    public static SiteStep Begin(SiteState state, SiteIdentity me, RoundInvitation invitation, RoundTask trained)
    {
        var start = invitation.Start.Body;
        if (invitation.Start.JudgeCoordinator(start.Scope, state.Pinned) is { } refusal) return SiteStep.Refused(state, refusal);
        if (!invitation.Echo.IsEmpty && RollBacks.Find(state, me, JournalEcho.Parse(invitation.Echo.Span)) is { } seen) return RollBacks.Recover(state, seen);
        if (StartRules.Judge(state, start, trained) is { } fault) return SiteStep.Refused(state, fault);

        var (journal, outcome) = state.Journal.Begin(start.Round, start.Digest, start.Task.Subject);

        return outcome switch
        {
            JournalOutcome.Recorded => SiteStep.Done(Keep(state.With(journal), start), SiteProgress.RoundBegun),
            JournalOutcome.Repeated => SiteStep.Done(state, SiteProgress.RoundBegun),
            JournalOutcome.Conflicting => SiteStep.Refused(state, RefusalKind.Equivocation, $"There are two starts of round {start.Round}. The first stands."),
            JournalOutcome.OpenedBefore => SiteStep.Refused(state, RefusalKind.OpenedBefore, "A sum over this model and configuration was opened before; the difference of two would tell who came or went."),
            JournalOutcome.NotAscending or JournalOutcome.OutOfOrder => SiteStep.Refused(state, RefusalKind.Replay, $"Round {start.Round} does not follow: this site has begun round {journal.LastRound}."),
        };
    }

    /// <summary>Promises the input: this and nothing else is masked with the round's keys.</summary>
    public static SiteStep Promise(SiteState state, ulong round, Sha256Digest input)
    {
        var (journal, outcome) = state.Journal.Promise(round, input);

        return Written(state, round, outcome, "input") is { } refusal ? SiteStep.Refused(state, refusal) : SiteStep.Done(state.With(journal), SiteProgress.InputPromised);
    }

    /// <summary>R1: states what was uploaded.</summary>
    public static SiteStep Upload(SiteState state, SiteIdentity me, ulong round, Sha256Digest upload)
    {
        var (journal, outcome) = state.Journal.Upload(round, upload);
        if (Written(state, round, outcome, "upload") is { } refusal) return SiteStep.Refused(state, refusal);

        var statement = new MaskedUpload(state.Scope, round, journal.Entry(round)!.Start, state.Index, upload, journal.Position);

        return SiteStep.Done(state.With(journal), SiteProgress.Uploaded, Statement.Sign(statement, me.Signer));
    }

    /// <summary>R2: signs the survivors, once a round.</summary>
    public static SiteStep Sign(SiteState state, SiteIdentity me, SurvivorList list)
    {
        var mine = list.Uploads.FirstOrDefault(u => u.Body.Site == state.Index);
        if (mine is not null && RollBacks.Find(state, me, JournalEcho.Of(mine)) is { } seen) return RollBacks.Recover(state, seen);
        if (mine is null) return SiteStep.Refused(state, RefusalKind.NotAMember, "This site is not on the list of survivors, so it signs none.");
        if (Find(state, mine.Body.Round) is not ({ } start, { } batch)) return NotBegun(state, mine.Body.Round);
        if (list.Judge(state.Pinned, start, batch.Setup!.Graph) is { } refusal) return SiteStep.Refused(state, refusal);
        if (state.Journal.Entry(start.Round)?.Upload != mine.Body.Upload) return SiteStep.Refused(state, RefusalKind.Equivocation, $"The list names another upload of this site in round {start.Round} than it made.");

        var digest = list.Digest(start);
        var (journal, outcome) = state.Journal.Sign(start.Round, digest, list.Sites);
        if (Written(state, start.Round, outcome, "list of survivors") is { } conflict) return SiteStep.Refused(state, conflict);

        var statement = new SurvivorSignature(state.Scope, start.Round, start.Digest, digest, state.Index, journal.Position);

        return SiteStep.Done(state.With(journal).Seeing(list.Uploads.Select(JournalEcho.Of)), SiteProgress.SurvivorsSigned, Statement.Sign(statement, me.Signer));
    }

    /// <summary>R3: releases the shares that open the signed list, and never others in this round.</summary>
    public static SiteStep Release(SiteState state, SiteIdentity me, UnmaskRequest request)
    {
        if (request.Signatures.IsEmpty) return SiteStep.Refused(state, RefusalKind.TooFewSites, "The request has no signatures.");

        var mine = request.Signatures.FirstOrDefault(s => s.Body.Site == state.Index);
        if (mine is not null && RollBacks.Find(state, me, JournalEcho.Of(mine)) is { } seen) return RollBacks.Recover(state, seen);

        var round = request.Signatures[0].Body.Round;
        if (Find(state, round) is not ({ } start, { } batch)) return NotBegun(state, round);
        if (state.Journal.Entry(round) is not { List: { } list } entry) return SiteStep.Refused(state, RefusalKind.OutOfOrder, $"This site has signed no list of survivors of round {round}.");
        if (request.Judge(state.Pinned, start, entry.Survivors, list) is { } refusal) return SiteStep.Refused(state, refusal);
        if (batch.SecretsOf(round) is not { } secrets) return SiteStep.Refused(state, RefusalKind.OutOfOrder, $"The shares of round {round} were released and erased.");

        var (journal, outcome) = state.Journal.Release(round, list);
        if (Written(state, round, outcome, "release") is { } conflict) return SiteStep.Refused(state, conflict);

        var shares = RoundRules.Due(start, batch.Setup!.Graph, entry.Survivors, state.Index).Select(due => new ReleasedShare(due.Owner, due.Kind, secrets.Share(batch.Setup.Holders.BinarySearch(due.Owner), due.Kind).ToArray()));
        var statement = new ShareRelease(state.Scope, round, start.Digest, list, state.Index, journal.Position, [.. shares]);

        return SiteStep.Done(state.With(journal).Seeing(request.Signatures.Select(JournalEcho.Of)), SiteProgress.SharesReleased, Statement.Sign(statement, me.Signer));
    }

    // The start is kept; shares need not be dealt again; rounds before this one that were opened need their secrets no more.
    private static SiteState Keep(SiteState state, RoundStart start) => state.With([.. state.Batches.Select(batch =>
    {
        var kept = batch.Erase(round => round < start.Round && state.Journal.Entry(round) is { Released: true });

        return batch.Batch == start.Batch ? kept with { Setup = kept.Setup! with { Delivery = default }, Starts = kept.Starts.Add(start) } : kept;
    })]);

    private static (RoundStart?, SiteBatch?) Find(SiteState state, ulong round) => state.BatchOf(round) is { } batch ? (batch.StartOf(round), batch) : (null, null);

    private static SiteStep NotBegun(SiteState state, ulong round) => SiteStep.Refused(state, RefusalKind.OutOfOrder, $"This site has not begun round {round}.");

    private static Refusal? Written(SiteState state, ulong round, JournalOutcome outcome, string what) => outcome switch
    {
        JournalOutcome.Recorded or JournalOutcome.Repeated => null,
        JournalOutcome.Conflicting => new(RefusalKind.Equivocation, $"The journal of {state.Site} holds another {what} of round {round}. The first stands."),
        JournalOutcome.OutOfOrder => new(RefusalKind.OutOfOrder, $"Something has to come before the {what} of round {round}."),
        JournalOutcome.NotAscending or JournalOutcome.OpenedBefore => new(RefusalKind.Replay, $"Round {round} is over."),
    };
}
