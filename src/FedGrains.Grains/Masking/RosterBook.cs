using System.Collections.Immutable;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Masking;

/// <summary>The roster in force and the one that may follow it. Every method returns what is next and what happened.</summary>
/// <param name="InForce">Signed by enough sites; sites go by it.</param>
/// <param name="Proposal">Waits for signatures.</param>
internal sealed record RosterBook(SignedRoster? InForce, SignedRoster? Proposal)
{
    public static RosterBook Empty { get; } = new(null, null);

    /// <summary>Whose signatures bring the proposal into force: the sites of the roster before, or its own when it is the first.</summary>
    public Roster? Authority => InForce?.Roster ?? Proposal?.Roster;

    /// <summary>Proposes a roster, or says what is wrong with it. One that says what the proposal says, or what is in force, changes nothing.</summary>
    public (RosterBook Next, ImmutableArray<string> Faults) Propose(FederationName federation, P256Point coordinator, IEnumerable<RosterSite> sites, int minimumCohort)
    {
        RosterSite[] members = [.. sites];
        var wanted = Wanted(federation, coordinator, members, RosterTerms.For(members.Length, minimumCohort));

        if (Says(InForce, wanted)) return (this with { Proposal = null }, []);
        if (Says(Proposal, wanted)) return (this, []);

        return wanted.Faults().ToImmutableArray() is { IsEmpty: false } faults ? (this, faults) : (this with { Proposal = new(wanted, []) }, []);
    }

    /// <summary>Takes a site's signature of the proposal in. One of the roster in force changes nothing: it has enough.</summary>
    public (RosterBook Next, Refusal? Refusal) Sign(RosterSignature signature)
    {
        if (Proposal is { } proposal && KeyOf(signature.Site) is { } key && key.Verifies(Statement.Of(proposal.Roster), signature.Signature.Span))
            return (Signed(proposal, signature), null);

        return IsOfInForce(signature) ? (this, null)
            : Authority is null ? (this, new(RefusalKind.OutOfOrder, "There is no roster to sign."))
            : KeyOf(signature.Site) is null ? (this, new(RefusalKind.NotAMember, $"{signature.Site} is in no roster of this federation."))
            : (this, new(RefusalKind.BadSignature, $"The signature of {signature.Site} is not by its key over roster {(Proposal ?? InForce)!.Roster.Epoch}. It may be for a proposal that was replaced: sign the newest."));
    }

    private RosterBook Signed(SignedRoster proposal, RosterSignature signature)
    {
        if (proposal.Signatures.Any(s => s.Site == signature.Site)) return this;

        var signed = SignedRoster.Of(proposal.Roster, proposal.Signatures.Append(signature));

        return signed.JudgeSignatures(Authority!) is null ? new(signed, null) : this with { Proposal = signed };
    }

    private bool IsOfInForce(RosterSignature signature) =>
        InForce is { } signed && signed.Roster.IndexOf(signature.Site) is >= 0 and var index && signed.Roster.Sites[index].Key.Verifies(Statement.Of(signed.Roster), signature.Signature.Span);

    // Those who must agree are known by the roster before; a site that is new, by the proposal.
    private P256Point? KeyOf(SiteId site) => new[] { InForce?.Roster, Proposal?.Roster }.OfType<Roster>().Where(r => r.IndexOf(site) >= 0).Select(r => r.Sites[r.IndexOf(site)].Key).FirstOrDefault();

    // A site signs one roster an epoch, so a proposal that takes another's place has an epoch of its own. The first has none to spare.
    private Roster Wanted(FederationName federation, P256Point coordinator, RosterSite[] sites, RosterTerms terms) => InForce is { Roster: var current }
        ? current.Next(sites, terms) with { Coordinator = coordinator, Epoch = Math.Max(current.Epoch, Proposal?.Roster.Epoch ?? 0) + 1 }
        : Roster.First(federation, coordinator, sites, terms);

    private static bool Says(SignedRoster? roster, Roster wanted) =>
        roster?.Roster is { } held && held.Sites.SequenceEqual(wanted.Sites) && held.Terms == wanted.Terms && held.Coordinator.Equals(wanted.Coordinator);
}
