using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Nodes;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Tests.Masking;

public sealed class RosterTests : IAsyncLifetime
{
    private readonly Grid _grid = new();

    public ValueTask InitializeAsync() => _grid.InitializeAsync();

    public ValueTask DisposeAsync() => _grid.DisposeAsync();

    [Fact]
    public async Task Propose_EveryoneSigns_IsInForceAndSurvivesACrash()
    {
        await using var hospitals = new MaskedHospitals(_grid, "heart", "aarhus", "bonn", "leeds", "porto");
        await hospitals.Join();
        await Eventually.Get(hospitals.Roster.Describe, d => d is [{ IsInForce: true, SignedBy.Length: >= 3 }]);

        var before = (await hospitals.Roster.InForce())!;
        Assert.Equal((1, 3, 3), (before.Epoch, before.Threshold, before.LeastSurvivors));
        Assert.Equal(hospitals.All.Nodes, before.Nodes);
        Assert.Equal(before.Digest.Value, WireMessage.Parse<SignedRoster>(await hospitals.Roster.Document()).Roster.Digest().ToString());

        await _grid.Crash();
        var after = (await hospitals.Roster.InForce())!;
        Assert.Equal((before.Digest, before.Epoch), (after.Digest, after.Epoch));
        Assert.Equal(before.Nodes, after.Nodes);
    }

    [Fact]
    public async Task Propose_TheSameAgain_ChangesNothing()
    {
        await using var hospitals = new MaskedHospitals(_grid, "heart", "aarhus", "bonn", "leeds");
        await hospitals.Join();

        var again = await hospitals.All.Federation.ProposeRoster([], minimumCohort: 3);
        Assert.Equal((true, (await hospitals.Roster.InForce())!.Digest), (again.Roster!.IsInForce, again.Roster.Roster.Digest));
        Assert.Single(await hospitals.Roster.Describe());
    }

    [Fact]
    public async Task Propose_TooFewSites_SaysSo()
    {
        await using var hospitals = new MaskedHospitals(_grid, "heart", "aarhus", "bonn");
        await hospitals.All.Enrol(n => hospitals.Sites[n].PublicKey);

        Assert.Contains(
            "sites: there are 2, and a sum hides nobody among fewer than 3. Enrol more sites.",
            (await hospitals.All.Federation.ProposeRoster([], minimumCohort: 3)).Faults);
        Assert.Equal(
            ["nodes: 'nobody' is not enrolled; only an enrolled node has a key that others can know it by."],
            (await hospitals.All.Federation.ProposeRoster([new("nobody")], minimumCohort: 3)).Faults);
        await Assert.ThrowsAsync<FederationNotFoundException>(() => _grid.Get<IFederationGrain>("none").ProposeRoster([], 3));
    }

    [Fact]
    public async Task Propose_AnotherBeforeEnoughSigned_TakesItsPlace()
    {
        await using var hospitals = new MaskedHospitals(_grid, "heart", "aarhus", "bonn", "leeds", "porto");
        await hospitals.All.Enrol(n => hospitals.Sites[n].PublicKey);

        var first = (await hospitals.All.Federation.ProposeRoster([.. hospitals.All.Nodes.Take(3)], minimumCohort: 3)).Roster!;
        var second = (await hospitals.All.Federation.ProposeRoster([], minimumCohort: 4)).Roster!;
        Assert.Equal((1, 1), (first.Roster.Epoch, second.Roster.Epoch));
        Assert.Equal((3, 4, 4), (second.Needed, second.Roster.LeastSurvivors, second.Signers.Length));

        foreach (var site in hospitals.Sites.Values) await site.Connect();
        Assert.Equal(second.Roster.Digest, (await Eventually.Get(hospitals.Roster.InForce, r => r is not null))!.Digest);
    }

    [Fact]
    public async Task Sign_NotAsItself_IsRefused()
    {
        await using var hospitals = new MaskedHospitals(_grid, "heart", "aarhus", "bonn", "leeds");
        await hospitals.All.Enrol(n => hospitals.Sites[n].PublicKey);
        Assert.Equal((ExchangeOutcome.NotNow, "There is no roster to sign."), Told(await Sign(hospitals, "aarhus", "aarhus")));

        await hospitals.All.Federation.ProposeRoster([], minimumCohort: 3);
        Assert.Equal((ExchangeOutcome.NotAMember, "The signature is that of bonn, and the caller is aarhus. A site signs as itself."), Told(await Sign(hospitals, "aarhus", "bonn")));
        Assert.Equal((ExchangeOutcome.NotAMember, "porto is in no roster of this federation."), Told(await Sign(hospitals, "porto", "porto")));
        Assert.Equal(
            (ExchangeOutcome.BadSignature, "The signature of bonn is not by its key over roster 1. It may be for a proposal that was replaced: sign the newest."), Told(await Sign(hospitals, "bonn", "bonn")));
        Assert.Equal(ExchangeOutcome.Malformed, (await hospitals.Roster.Sign(new("aarhus"), [1, 2, 3])).Outcome);
        Assert.Null(await hospitals.Roster.InForce());
    }

    // Those of the roster before agree to the next; a run goes on under it with masks of its own.
    [Fact]
    public async Task Next_InTheMiddleOfARun_IsSignedByTheFormerSitesAndTheRunGoesOn()
    {
        await using var hospitals = new MaskedHospitals(_grid, "heart", "aarhus", "bonn", "leeds", "porto");
        await hospitals.Join();
        hospitals[0].PutsOff = a => a.Round.Number == 2;
        await hospitals.StartRun(MaskedHospitals.Configuration with { Rounds = 3, Lease = TimeSpan.FromSeconds(2), AbandonedRoundLimit = 5 });
        await Eventually.Get(hospitals.All.Round(2).Describe, r => r is not null);

        var next = (await hospitals.All.Federation.ProposeRoster([.. hospitals.All.Nodes], minimumCohort: 4)).Roster!;
        Assert.Equal((2, (await hospitals.Roster.InForce())!.Digest, false), (next.Roster.Epoch, next.Previous!.Value, next.IsInForce));
        await Eventually.Get(hospitals.Roster.InForce, r => r!.Epoch == 2);

        // The masks of the round under way are gone with the roster that they were for.
        hospitals[0].TakeUp();
        var run = await hospitals.Ended();
        Assert.Equal((RunPhase.Completed, 3), (run.Phase, run.Latest.Version));
        Assert.Equal(next.Roster.Digest, (await hospitals.All.Version(3).Describe())!.Secure!.Roster);
    }

    [Fact]
    public async Task Reserve_AscendsThroughCrashes()
    {
        var roster = _grid.Get<IRosterGrain>("heart");
        var first = await roster.Reserve(50);
        await _grid.Crash();
        var second = await _grid.Get<IRosterGrain>("heart").Reserve(3);
        var third = await _grid.Get<IRosterGrain>("heart").Reserve(1);

        Assert.True(second >= first + 50);
        Assert.True(third >= second + 3);
    }

    [Fact]
    public async Task Greet_ANewConnection_IsShownTheRoster()
    {
        await using var hospitals = new MaskedHospitals(_grid, "heart", "aarhus", "bonn", "leeds");
        await hospitals.Join();
        await _grid.Crash();

        var gateway = new Gateway();
        var observer = _grid.Cluster.Client.CreateObjectReference<INodeObserver>(gateway);
        await hospitals.All.Node<INodeConnectionGrain>(hospitals.All.Nodes[0]).Attach(gateway.Connection, observer, "test", isNew: true);
        await Eventually.Holds(() => Task.FromResult(gateway.Pushed.SequenceEqual(["take roster"])));
    }

    private static (ExchangeOutcome, string?) Told(MaskingAnswer answer) => (answer.Outcome, answer.Sentence);

    private static Task<MaskingAnswer> Sign(MaskedHospitals hospitals, string caller, string signer) =>
        hospitals.Roster.Sign(new(caller), WireMessage.Encode(new RosterSignature(SiteId.Parse(signer), new byte[P256Point.SignatureSize])));
}
