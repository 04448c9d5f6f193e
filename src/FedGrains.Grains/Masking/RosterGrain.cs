using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Nodes;
using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;
using FedGrains.Privacy.SecureAggregation;

using Microsoft.Extensions.Logging;

namespace FedGrains.Grains.Masking;

/// <summary>Proposes rosters, collects signatures, and hands out the numbers of masked rounds.</summary>
[GrainType("fedgrains.roster")]
internal sealed partial class RosterGrain(
    [PersistentState("roster")] IPersistentState<RosterState> state,
    CoordinatorSigner signer,
    TimeProvider clock,
    ILogger<RosterGrain> logger) : Grain, IRosterGrain
{
    private static readonly TimeSpan AskAgain = TimeSpan.FromSeconds(5);

    private RosterBook _book = RosterBook.Empty;
    private IGrainTimer? _timer;

    private FederationId Federation => FederationId.Parse(this.GetPrimaryKeyString());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _book = new(Read(state.State.InForce), Read(state.State.Proposal));
        KeepAsking();

        return base.OnActivateAsync(cancellationToken);
    }

    public async Task<RosterProposed> Propose(ImmutableArray<RosterMember> members, int minimumCohort)
    {
        var sites = members.Select(m => RosterSite.Of(SiteId.Parse(m.Node.Value), P256Point.FromSpki(Convert.FromBase64String(m.PublicKey))));
        var (next, faults) = _book.Propose(FederationName.Parse(Federation.Value), await signer.Key(Federation), sites, minimumCohort);

        if (!faults.IsEmpty) return new(null, faults);

        if (await Commit(next)) LogProposed(Federation, next.Proposal?.Roster.Epoch, members.Length);
        await Ask();

        return new(_book.Describe()[^1], []);
    }

    public async Task<MaskingAnswer> Sign(NodeId node, byte[] signature)
    {
        try
        {
            var signed = WireMessage.Parse<RosterSignature>(signature);

            return signed.Site.Value == node.Value
                ? await Take(signed)
                : new Refusal(RefusalKind.NotAMember, $"The signature is that of {signed.Site}, and the caller is {node}. A site signs as itself.").ToAnswer();
        }
        catch (FormatException fault)
        {
            return new Refusal(RefusalKind.Malformed, fault.Message).ToAnswer();
        }
    }

    public Task<RosterSummary?> InForce() => Task.FromResult(_book.InForce?.Roster.Summary());

    public Task<ImmutableArray<RosterDescription>> Describe() => Task.FromResult(_book.Describe());

    public Task<byte[]?> Document() => Task.FromResult(state.State.InForce);

    public async Task<long> Reserve(int rounds)
    {
        // Never below the clock's seconds: a coordinator that was restored from a backup does not know what it handed out since, and sites never go back.
        var first = Math.Max(state.State.NextRound, clock.GetUtcNow().ToUnixTimeSeconds());
        await state.Commit(state.State with { NextRound = first + rounds });

        return first;
    }

    public Task Greet(NodeId node) => Tell(SiteId.Parse(node.Value));

    private async Task<MaskingAnswer> Take(RosterSignature signature)
    {
        var (next, refusal) = _book.Sign(signature);

        if (await Commit(next)) await Follow(signature.Site);

        return refusal.ToAnswer();
    }

    private async Task Follow(SiteId signer)
    {
        var inForce = _book.Proposal is null;
        LogSigned(Federation, signer.Value, inForce);

        if (inForce) await Task.WhenAll(_book.InForce!.Roster.Sites.Select(s => Tell(s.Id)));
    }

    private Task Ask() => Task.WhenAll(Asked().Select(Tell));

    // The sites whose signatures count, and those that are to be members, who have not signed.
    private IEnumerable<SiteId> Asked() => _book.Proposal is { } proposal
        ? _book.Authority!.Sites.Concat(proposal.Roster.Sites).Select(s => s.Id).Distinct().Except(proposal.Signatures.Select(s => s.Site))
        : [];

    private async Task Tell(SiteId site)
    {
        var connection = GrainFactory.GetGrain<INodeConnectionGrain>(new NodeKey(Federation, new(site.Value)).ToString());

        if (_book.InForce?.Roster.IndexOf(site) >= 0) await connection.Tell(new("roster", null, state.State.InForce!));
        if (Asked().Contains(site)) await connection.Tell(new("roster/proposal", null, state.State.Proposal!));
    }

    private void KeepAsking()
    {
        if (_book.Proposal is null)
        {
            _timer?.Dispose();
            _timer = null;
        }
        else
        {
            _timer ??= this.RegisterGrainTimer(Ask, new() { DueTime = AskAgain, Period = AskAgain, KeepAlive = true });
        }
    }

    private async Task<bool> Commit(RosterBook next)
    {
        if (next == _book) return false;

        await state.Commit(state.State with { InForce = Bytes(next.InForce), Proposal = Bytes(next.Proposal) });
        _book = next;
        KeepAsking();

        return true;
    }

    private static SignedRoster? Read(byte[]? bytes) => bytes is null ? null : WireMessage.Parse<SignedRoster>(bytes);

    private static byte[]? Bytes(SignedRoster? signed) => signed is null ? null : WireMessage.Encode(signed);
}
