using FedGrains.Core.Identifiers;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Site.Auditing;
using FedGrains.Site.Configuration;

namespace FedGrains.Site.Masking;

internal sealed partial class MaskingGrain
{
    public Task<RosterStatus> Rosters() => Task.FromResult(Status());

    public async Task<RosterAnswer> Confirm(Digest roster)
    {
        if (_role is { } role)
            return role.State.Pinned.Digest.ToDigest() == roster ? Signed()
                : Refused($"A roster is in force at this site already, with digest {role.State.Pinned.Digest}. One that follows it is signed: fedgrains site roster sign --digest {roster}");
        if (Offer(roster) is not { } offered) return Refused(NotOffered(roster));

        var answer = await Agree(offered);
        if (answer.Refusal is not null) return Refused(answer.Refusal);

        mail.Send(answer.Reply);

        return Signed();
    }

    public async Task<RosterAnswer> Sign(Digest roster)
    {
        if (_role is not { } role) return Refused($"No roster is in force at this site, so there is none that could follow. The first is confirmed: fedgrains site roster confirm --digest {roster}");
        if (role.State.Pinned.Digest.ToDigest() == roster) return Signed();
        if (Offer(roster) is not { } offered) return Refused(NotOffered(roster));

        await audit.Signing(offered.Roster.Epoch, roster.Value);
        var answer = Answer(await Keep(role.SignRoster(offered.Roster)));
        if (answer.Refusal is not null) return Refused(answer.Refusal);

        LogSigned(offered.Roster.Epoch, role.State.Journal.SignedRoster);
        mail.Send(answer.Reply);

        return Signed();
    }

    private async Task<MaskingAnswer> ReceiveRoster(byte[] message)
    {
        try
        {
            var offered = WireMessage.Parse<SignedRoster>(message);

            return _role is { } role ? await Follow(role, offered, message) : await Meet(offered, message);
        }
        catch (FormatException fault)
        {
            return Refuse(new(RefusalKind.Malformed, fault.Message));
        }
    }

    // Before the first roster: it is kept to be looked at, and signed once the operator, or the configuration, has agreed.
    private async Task<MaskingAnswer> Meet(SignedRoster offered, byte[] message)
    {
        var digest = offered.Roster.Digest();
        var (_, refusal) = FirstRosters.Judge(offered, party);
        if (refusal is not null && !refusal.IsIncomplete()) return Refuse(refusal);

        var isNew = Offer()?.Roster.Digest() != digest;
        if (state.State.Offered is not { } known || !known.AsSpan().SequenceEqual(message)) await state.Commit(state.State with { Offered = message });
        if (state.State.Agreed == digest.ToString()) return await Agree(offered);

        if (options.Roster.FirstUse is FirstUse.Trust)
        {
            LogTrusted(offered.Roster.Epoch, digest);

            return await Agree(offered);
        }

        if (isNew) LogOffered(offered.Roster.Epoch, digest);

        return MaskingAnswer.Nothing;
    }

    // The signature is stored before it leaves; the roster is in force here once enough of its sites have signed.
    private async Task<MaskingAnswer> Agree(SignedRoster offered)
    {
        var (pinned, refusal) = FirstRosters.Judge(offered, party);
        if (refusal is not null && !refusal.IsIncomplete()) return Refuse(refusal);

        var digest = offered.Roster.Digest();

        if (state.State.Agreed != digest.ToString())
        {
            await audit.Signing(offered.Roster.Epoch, digest.ToString());
            await state.Commit(state.State with { Agreed = digest.ToString() });
            LogSigned(offered.Roster.Epoch, digest);
        }

        if (pinned is not null) await Pin(pinned);

        return offered.IsSignedBy(party.Self.Site) ? MaskingAnswer.Nothing : new(WireMessage.Encode(SignedRoster.Sign(offered.Roster, party.Self.Site, party.Self.Signer)));
    }

    private async Task Pin(PinnedRoster pinned)
    {
        var first = SiteState.New(party.Self.Site, pinned);
        await state.Commit(state.State with { Sealed = sealer.Seal(first), Offered = null });
        _role = new(party.Self, first);
        LogPinned(pinned.Roster.Epoch, pinned.Digest, pinned.Roster.Sites.Length);
    }

    // After the first: in force when the sites of the one before have signed, and until then kept to be looked at.
    private async Task<MaskingAnswer> Follow(SecureAggregationSite role, SignedRoster offered, byte[] message)
    {
        var (before, digest) = (role.State.Pinned.Digest, offered.Roster.Digest());
        var step = role.Receive(message);
        if (step.Refusal.IsIncomplete()) return await Propose(role, offered, message);

        await Keep(step);
        if (step.Refusal is not null || digest == before) return Answer(step);

        await state.Commit(state.State with { Offered = null });
        LogPinned(offered.Roster.Epoch, digest, offered.Roster.Sites.Length);

        return Answer(step);
    }

    private async Task<MaskingAnswer> Propose(SecureAggregationSite role, SignedRoster offered, byte[] message)
    {
        var digest = offered.Roster.Digest();
        var isNew = Offer()?.Roster.Digest() != digest;
        if (state.State.Offered is not { } known || !known.AsSpan().SequenceEqual(message)) await state.Commit(state.State with { Offered = message });

        // The signature was given and has been lost on its way.
        if (role.State.Journal.SignedEpoch == offered.Roster.Epoch && role.State.Journal.SignedRoster == digest && !offered.IsSignedBy(party.Self.Site)) return Answer(await Keep(role.SignRoster(offered.Roster)));

        if (isNew) LogOffered(offered.Roster.Epoch, digest);

        return MaskingAnswer.Nothing;
    }

    private SignedRoster? Offer(Digest? wanted = null) =>
        state.State.Offered is { } bytes && WireMessage.Parse<SignedRoster>(bytes) is var offered && (wanted is not { } digest || offered.Roster.Digest().ToDigest() == digest) ? offered : null;

    private string NotOffered(Digest roster) => Offer() is { } offered
        ? $"The coordinator offers the roster with digest {offered.Roster.Digest()}, and not {roster}. If the other sites have the one you named, something is wrong at the coordinator: sign nothing, and ask its operator."
        : "The coordinator has offered no roster that is not in force here. Ask its operator to propose one.";

    private RosterAnswer Signed() => new(null, Status());

    private RosterAnswer Refused(string sentence) => new(sentence, Status());

    private RosterStatus Status() => new(
        party.Self.Site.Value,
        RosterViews.KeyDigest(party.Self.Key),
        _role?.State.Pinned.Roster.View([]),
        Offer() is { } offered ? offered.Roster.View(offered.Signatures) : null,
        _role is { } role ? role.State.Journal.SignedRoster.ToDigest() : state.State.Agreed is { } agreed ? new Digest(agreed) : null);
}
