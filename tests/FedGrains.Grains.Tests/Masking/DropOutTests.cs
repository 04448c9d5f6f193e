using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Tests.Masking;

/// <summary>Sites that go away at any step, and what a masked round makes of it. Of five, four are enough.</summary>
[Collection(SharedClockedGrid.Name)]
public sealed class DropOutTests(ClockedGrid grid)
{
    private const long Cap = 1024;

    private static readonly RunConfiguration Configuration = MaskedHospitals.Configuration with { Rounds = 1, MinimumNodes = 4, RoundDeadline = TimeSpan.FromMinutes(2) };

    [Theory]
    [InlineData(MessageKind.RoundInvitation)]
    [InlineData(MessageKind.MaskedUpload)]
    public async Task BeforeItUploads_TheOthersGoOnAndItsMasksComeOff(MessageKind gone)
    {
        await using var hospitals = await Joined($"gone-{(int)gone}");
        hospitals[2].Ignores = kind => kind == gone;

        await ExpectVersionOf(hospitals, [.. hospitals.All.Nodes.Where((_, i) => i != 2)]);
        Assert.Equal([new Absence(hospitals.All.Nodes[2], "It did not answer before the round closed.")], (await hospitals.All.Version(1).Describe())!.Absences);
    }

    // Its update is in the list that the others sign: it counts, and the others open it.
    [Theory]
    [InlineData(MessageKind.SurvivorList)]
    [InlineData(MessageKind.UnmaskRequest)]
    public async Task AfterItUploaded_ItsUpdateCounts(MessageKind gone)
    {
        await using var hospitals = await Joined($"silent-{(int)gone}");
        hospitals[2].Ignores = kind => kind == gone;

        await ExpectVersionOf(hospitals, hospitals.All.Nodes.ToArray());
        Assert.Empty((await hospitals.All.Version(1).Describe())!.Absences);
    }

    [Theory]
    [InlineData(MessageKind.BatchInvitation)]
    [InlineData(MessageKind.KeySet)]
    [InlineData(MessageKind.ShareBundle)]
    public async Task InTheSetup_TheRoundIsOfTheOthersAndSaysWhy(MessageKind gone)
    {
        await using var hospitals = await Joined($"unset-{(int)gone}");
        hospitals[2].Ignores = kind => kind == gone;

        await ExpectVersionOf(hospitals, [.. hospitals.All.Nodes.Where((_, i) => i != 2)]);
        var absence = Assert.Single((await hospitals.All.Version(1).Describe())!.Absences);
        Assert.Equal(hospitals.All.Nodes[2], absence.Node);
        Assert.Matches("^It took no part in the setup of masks for rounds [0-9]+-[0-9]+, or lacks another's shares. It can be in a round again from the next setup on.$", absence.Reason);
        Assert.Equal(0, hospitals[2].Masked);
    }

    [Fact]
    public async Task InTheSetup_ButBackLater_IsInTheNextRounds()
    {
        await using var hospitals = await Joined("back");
        hospitals[2].Ignores = kind => kind is MessageKind.BatchInvitation;
        hospitals[0].PutsOff = a => a.Round.Number == 2;
        var configuration = Configuration with { Rounds = 3 };
        await hospitals.StartRun(configuration);
        await grid.Pass(hospitals.All.Round(2).Describe, r => r is not null);

        // The second round is under way without it, and the setup that it missed has another beside it.
        hospitals[2].Ignores = _ => false;
        await hospitals[2].Connect();
        await Eventually.Holds(() => Task.FromResult(hospitals[2].SetUp == 1));
        hospitals[0].TakeUp();

        await grid.Pass(hospitals.All.Run.Describe, r => r!.Ended);
        var versions = await Task.WhenAll(Enumerable.Range(1, 3).Select(async v => (await hospitals.All.Version(v).Describe())!));
        Assert.Equal([4, 4, 5], versions.Select(v => v.Contributors.Length));
        Assert.Equal(
            new PlainMaskedTraining(configuration, 5, Cap).Digests([.. versions.Select(v => v.Contributors.Select(c => c.Node))]),
            await hospitals.All.Versions());
    }

    [Fact]
    public async Task BelowTheThreshold_InTheSetup_TheRoundWaitsAndSaysForWhom()
    {
        await using var hospitals = await Joined("few-set-up");
        foreach (var i in new[] { 1, 3 }) hospitals[i].Ignores = kind => kind is MessageKind.BatchInvitation;
        await hospitals.StartRun(Configuration);

        var round = await Abandoned(hospitals);
        Assert.Equal("The masks of the round were not set up in time. It waits for bonn, porto to take part in their setup.", round.Reason);
        Assert.Null(round.Secure);
        Assert.All(hospitals.Sites.Values, s => Assert.Equal(0, s.Masked));
    }

    [Fact]
    public async Task BelowTheThreshold_BeforeUploading_NobodyIsAskedForAnything()
    {
        await using var hospitals = await Joined("few-uploads");
        foreach (var i in new[] { 1, 3 }) hospitals[i].Ignores = kind => kind is MessageKind.MaskedUpload;
        await hospitals.StartRun(Configuration);

        var round = await Abandoned(hospitals);
        Assert.Equal("3 of 5 nodes submitted; the quorum is 4.", round.Reason);
        Assert.Equal((null, null), (round.Unmasking, round.Secure));
        await Eventually.Holds(async () => await KeptUpdates(round) == 0);
    }

    [Fact]
    public async Task BelowTheThreshold_Signing_NothingIsRevealed()
    {
        await using var hospitals = await Joined("few-signatures");
        foreach (var i in new[] { 1, 3 }) hospitals[i].Ignores = kind => kind is MessageKind.SurvivorList;
        await hospitals.StartRun(Configuration);

        var round = await Abandoned(hospitals);
        Assert.Matches("^3 survivors signed the list of round [0-9]+; it takes 4.$", round.Reason);
        Assert.False(round.Secure!.SharesAsked);
        Assert.Empty((await Transcript(round)).Releases);
        await Eventually.Holds(async () => await KeptUpdates(round) == 0);

        // Nothing of the work was spent: the next round may be of the same.
        Assert.Equal(round.Plan.Site.Seed, (await grid.Pass(hospitals.All.Round(2).Describe, r => r is not null))!.Plan.Site.Seed);
    }

    [Fact]
    public async Task BelowTheThreshold_Releasing_TheSumStaysShutAndIsNotAskedForAgain()
    {
        await using var hospitals = await Joined("few-shares");
        foreach (var i in new[] { 1, 3 }) hospitals[i].Ignores = kind => kind is MessageKind.UnmaskRequest;
        await hospitals.StartRun(Configuration);

        var round = await Abandoned(hospitals);
        Assert.Equal("Too few shares of aarhus, bonn, leeds, porto, turin were released; it takes 4 of each.", round.Reason);
        Assert.True(round.Secure!.SharesAsked);
        Assert.Equal(3, (await Transcript(round)).Releases.Length);
        Assert.Equal(RefusalKind.WrongSecret, TranscriptVerifier.Verify(await Transcript(round), Sha256Digest.Parse(round.Secure.Roster.Value)).Refusal?.Kind);
        await Eventually.Holds(async () => await KeptUpdates(round) == 0);

        // Sites open a sum over one work once, so the next round is of other batches; with everyone back it comes to an end.
        foreach (var site in hospitals.Sites.Values) site.Ignores = _ => false;
        await grid.Pass(hospitals.All.Run.Describe, r => r!.Ended);
        var second = (await hospitals.All.Round(2).Describe())!;
        Assert.Equal(RoundPhase.Checkpointed, second.Phase);
        Assert.NotEqual(round.Plan.Site.Seed, second.Plan.Site.Seed);
        Assert.Equal(new PlainMaskedTraining(Configuration, 5, Cap).Digests(hospitals.All.Nodes), await hospitals.All.Versions());
    }

    [Fact]
    public async Task CancelledWhileUnmasking_EndsWithWhatWasSaid()
    {
        await using var hospitals = await Joined("cancelled");
        foreach (var site in hospitals.Sites.Values) site.Ignores = kind => kind is MessageKind.UnmaskRequest;
        await hospitals.StartRun(Configuration with { Lease = TimeSpan.FromMinutes(2) });
        await grid.Pass(hospitals.All.Round(1).Describe, r => r?.Unmasking?.Step is UnmaskingStep.Releasing);

        await hospitals.All.Run.Cancel("Enough.");
        var round = (await grid.Pass(hospitals.All.Round(1).Describe, r => r!.Ended))!;
        Assert.Equal("The run was cancelled. Enough.", round.Reason);
        Assert.Equal((true, 5), (round.Secure!.SharesAsked, (await Transcript(round)).Signatures.Signatures.Length));
    }

    private async Task<MaskedHospitals> Joined(string name)
    {
        var hospitals = new MaskedHospitals(grid, $"masked-{name}", "aarhus", "bonn", "leeds", "porto", "turin");
        await hospitals.Join();

        return hospitals;
    }

    private async Task ExpectVersionOf(MaskedHospitals hospitals, NodeId[] survivors)
    {
        await hospitals.StartRun(Configuration);
        var run = (await grid.Pass(hospitals.All.Run.Describe, r => r!.Latest.Version == 1 || r.Ended))!;
        Assert.Null(run.Reason);

        Assert.Equal(new PlainMaskedTraining(Configuration, 5, Cap).Digests(survivors), await hospitals.All.Versions());
        var version = (await hospitals.All.Version(1).Describe())!;
        Assert.Equal(survivors, version.Contributors.Select(c => c.Node));
        Assert.Equal(survivors, version.Secure!.Survivors);
    }

    private async Task<Round> Abandoned(MaskedHospitals hospitals)
    {
        var round = (await grid.Pass(hospitals.All.Round(1).Describe, r => r is { Ended: true }))!;
        Assert.Equal(RoundPhase.Abandoned, round.Phase);
        await grid.Pass(hospitals.All.Run.Describe, r => r!.RoundsEnded > 0);

        return round;
    }

    private async Task<RoundTranscript> Transcript(Round round)
    {
        var bytes = new byte[(await grid.Artifacts.Length(round.Secure!.Transcript))!.Value];
        await grid.Artifacts.Read(round.Secure.Transcript, 0, bytes);

        return RoundTranscript.Parse(bytes);
    }

    private async Task<int> KeptUpdates(Round round)
    {
        var area = grid.Artifacts.Area(round.Plan.UpdateArea);

        return (await Task.WhenAll(round.Receipts.Select(async r => await area.Length(r.Submission.Update!.Digest)))).Count(l => l is not null);
    }
}
