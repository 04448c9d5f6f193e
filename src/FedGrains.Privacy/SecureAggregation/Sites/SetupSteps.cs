using System.Collections.Immutable;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>What a site does in the setup of a batch.</summary>
internal static class SetupSteps
{
    /// <summary>S1: makes the keys of a batch, or sends those it made.</summary>
    public static SiteStep Advertise(SiteState state, SiteIdentity me, SignedMessage<BatchInvitation> invitation)
    {
        if (invitation.JudgeCoordinator(invitation.Body.Scope, state.Pinned) is { } refusal) return SiteStep.Refused(state, refusal);

        var batch = invitation.Body.Batch;
        if (state.Batches.FirstOrDefault(b => b.Batch == batch) is { } known) return SiteStep.Done(state, SiteProgress.KeysAdvertised, known.Advertisement);

        if (batch.FirstRound < state.Journal.NextBatchRound) return SiteStep.Refused(state, RefusalKind.Replay, $"Rounds {batch} do not follow: the next batch begins at round {state.Journal.NextBatchRound} or later.");

        var made = KeyMaking.Make(state, me, batch);
        var journal = state.Journal.OpenBatch(batch, WireMessage.Digest(made.Advertisement)).Next;

        // A third batch pushes the oldest out, and with it the rounds that are still open there.
        var batches = state.Batches.Add(made).TakeLast(SiteState.MaximumBatches).ToImmutableArray();

        return SiteStep.Done(state.With(journal.Retire(batches[0].Batch.FirstRound)).With(batches), SiteProgress.KeysAdvertised, made.Advertisement);
    }

    /// <summary>S2: checks the keys of all and deals shares, or sends those it dealt.</summary>
    public static SiteStep Deal(SiteState state, SiteIdentity me, KeySet keys)
    {
        if (keys.Advertisements.IsEmpty) return SiteStep.Refused(state, RefusalKind.TooFewSites, "The set of keys is empty.");

        var batch = keys.Advertisements[0].Body.Batch;
        if (state.Batches.FirstOrDefault(b => b.Batch == batch) is not { } held) return SiteStep.Refused(state, RefusalKind.OutOfOrder, $"This site has sent no keys for rounds {batch}.");
        if (JudgeOwn(state, keys, held) is { } own) return SiteStep.Refused(state, own);

        var (judged, refusal) = BatchKeys.Of(state.Pinned, batch, keys);
        if (judged is null) return SiteStep.Refused(state, refusal!);
        if (held.Setup is { } setup) return DealAgain(state, setup, judged);

        var dealt = ShareDealing.Deal(state, me, held, SiteSetup.Of(judged, state.Index), out var delivery);

        return SiteStep.Done(state.With(dealt), SiteProgress.SharesDealt, delivery);
    }

    /// <summary>Takes in the shares that neighbours dealt, and says whose it holds.</summary>
    public static SiteStep Collect(SiteState state, SiteIdentity me, ShareBundle bundle)
    {
        if (bundle.Shares.IsEmpty) return SiteStep.Refused(state, RefusalKind.TooFewSites, "The bundle of shares is empty.");

        var batch = bundle.Shares[0].Offer.Body.Batch;
        if (state.Batches.FirstOrDefault(b => b.Batch == batch) is not { Setup: not null } held) return SiteStep.Refused(state, RefusalKind.OutOfOrder, $"This site has dealt no shares for rounds {batch}.");

        var intake = ShareIntake.Take(state, me, held, bundle);

        if (intake.RolledBack is { } seen) return RollBacks.Recover(state, seen);
        if (intake.Batch.Dealers.Length == held.Dealers.Length && intake.Refusals.Length > 0) return SiteStep.Refused(state, intake.Refusals[0]) with { Notes = intake.Refusals };

        var receipt = new ShareReceipt(state.Scope, batch, held.Setup.Context.Setup, state.Index, intake.Batch.Dealers);

        return SiteStep.Done(state.With(intake.Batch), SiteProgress.SharesHeld, Statement.Sign(receipt, me.Signer)) with { Notes = intake.Refusals };
    }

    private static Refusal? JudgeOwn(SiteState state, KeySet keys, SiteBatch held) => keys.Of(state.Index) switch
    {
        null => new(RefusalKind.NotAMember, $"This site's keys are missing from rounds {held.Batch}."),
        var mine when !mine.Keys.SequenceEqual(held.Advertisement.Body.Keys) => new(RefusalKind.Equivocation, $"The keys of this site in rounds {held.Batch} are not those that it sent."),
        _ => null,
    };

    // The shares of a batch are dealt once: others may hold some of them.
    private static SiteStep DealAgain(SiteState state, SiteSetup setup, BatchKeys keys) =>
        setup.Context.Setup != keys.Digest ? SiteStep.Refused(state, RefusalKind.Equivocation, $"There are two sets of keys for rounds {setup.Context.Batch}. The coordinator is not telling all sites the same.")
        : setup.Delivery.IsEmpty ? SiteStep.Refused(state, RefusalKind.OutOfOrder, $"Rounds {setup.Context.Batch} have begun; shares are not dealt again.")
        : SiteStep.Done(state, SiteProgress.SharesDealt, WireMessage.Parse<ShareDelivery>(setup.Delivery.Span));
}
