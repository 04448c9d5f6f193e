using System.Text;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Tests.Masking;

/// <summary>Whole masked runs with real sites: what comes out is the plain sum of what went in, and nothing else was seen.</summary>
[Collection(SharedGrid.Name)]
public sealed class MaskedRunTests(Grid grid)
{
    // Registered are 1000 records each.
    private const long Cap = 1024;

    private static readonly string[] Names = ["aarhus", "bonn", "leeds", "porto", "turin"];

    [Theory]
    [InlineData(Weighting.Examples, 3, 0, Cap)]
    [InlineData(Weighting.Uniform, 3, 0, 1)]
    [InlineData(Weighting.Examples, 5, 0, Cap)]
    [InlineData(Weighting.Examples, 3, 1L << 30, 1L << 30)]
    public async Task Run_EveryVersionIsThePlainSumToTheBit(Weighting weighting, int sites, long asked, long cap)
    {
        var configuration = MaskedHospitals.Configuration with { Weighting = weighting, Rounds = 3, SecureAggregation = new(WeightCap: asked) };
        await using var hospitals = Hospitals($"masked-{weighting}-{sites}-{asked}".ToLowerInvariant(), sites);
        await hospitals.Start(configuration);

        var run = await hospitals.Ended();
        Assert.Equal((RunPhase.Completed, null, 3, 4), (run.Phase, run.Reason, run.Latest.Version, run.RoundsEnded));
        Assert.Equal(cap, run.Configuration.SecureAggregation!.WeightCap);

        var all = hospitals.All.Nodes;
        Assert.Equal(new PlainMaskedTraining(configuration, sites, cap).Digests(all, all, all), await hospitals.All.Versions());
        Assert.Equal(cap < 1L << 29 ? 32 : 64, (await hospitals.All.Opened(1)).Plan.Site.Masking!.RingBits);
        hospitals.ExpectNoRefusals();
    }

    [Fact]
    public async Task Run_EveryMessageTwice_ChangesNothing()
    {
        await using var hospitals = Hospitals("masked-twice", 4);
        foreach (var site in hospitals.Sites.Values) site.RepeatsItself = true;
        await hospitals.Start();

        await hospitals.Ended();
        var all = hospitals.All.Nodes;
        Assert.Equal(new PlainMaskedTraining(MaskedHospitals.Configuration, 4, Cap).Digests(all, all), await hospitals.All.Versions());
        hospitals.ExpectNoRefusals();
    }

    // 4,212,401 parameters: the second shard begins at 4,194,304.
    [Fact]
    public async Task Run_ModelOfTwoShards_IsThePlainSum()
    {
        var configuration = MaskedHospitals.Configuration with { Rounds = 1, Model = ModelDefinition.Perceptron(3, [2100, 2000], 1) };
        await using var hospitals = Hospitals("masked-two-shards", 3);
        await hospitals.Start(configuration);

        await hospitals.Ended();
        Assert.Equal(new PlainMaskedTraining(configuration, 3, Cap).Digests(hospitals.All.Nodes), await hospitals.All.Versions());
    }

    [Fact]
    public async Task Run_SaysOfEveryRoundThatItWasSecure()
    {
        await using var hospitals = Hospitals("masked-record", 4);
        await hospitals.Start();
        await hospitals.Ended();

        var roster = (await hospitals.Roster.InForce())!;
        var history = await hospitals.All.History();
        Assert.All(history.Take(2), r => Assert.Equal((roster.Digest, 3, true), (r.Secure!.Roster, r.Secure.Threshold, r.Secure.SharesAsked)));
        Assert.All(history.Take(2), r => Assert.Equal(hospitals.All.Nodes, r.Secure!.Survivors));
        Assert.Null(history[2].Secure);

        // The transcript by itself proves who was in the sum and what came off it.
        var version = (await hospitals.All.Version(2).Describe())!;
        Assert.Equal(history[1].Secure!.Transcript, version.Secure!.Transcript);
        var (verified, refusal) = TranscriptVerifier.Verify(await Transcript(version.Secure), Sha256Digest.Parse(roster.Digest.Value));
        Assert.Null(refusal);
        Assert.Equal(hospitals.All.Nodes.Select(n => n.Value), verified!.Uploads.Keys.Select(s => s.Value));
        Assert.Equal(version.Parent!.Value.Value, verified.Start.Task.Model.ToString());
    }

    // A site that was restored from a copy learns it from its own words; its host shows them to it.
    [Fact]
    public async Task Invitation_OfALaterRound_ShowsTheSiteItsLastStatement()
    {
        await using var hospitals = Hospitals("masked-echo", 3);
        var invitations = new Dictionary<int, RoundInvitation>();
        hospitals[0].Sees = a => invitations[a.Round.Number] = WireMessage.Parse<RoundInvitation>(a.Invitation);
        await hospitals.Start();
        await hospitals.Ended();

        Assert.True(invitations[1].Echo.IsEmpty);
        Assert.Equal(MessageKind.ShareRelease, WireMessage.Kind(invitations[2].Echo.Span));
        Assert.Equal(invitations[1].Start.Body.Round + 1, invitations[2].Start.Body.Round);
        Assert.Equal(invitations[1].Start.Body.Round, WireMessage.Parse<SignedMessage<ShareRelease>>(invitations[2].Echo.Span).Body.Round);
    }

    // What a site signed is the digest of what it sends: nothing has to be read for it.
    [Fact]
    public async Task Statement_OnAnotherVectorThanIsSent_IsRefusedBeforeItIsSent()
    {
        await using var hospitals = Hospitals("masked-another", 3);
        hospitals[0].Reports = d => Digest.Of([.. Encoding.UTF8.GetBytes(d.Value)]);
        await hospitals.Start(MaskedHospitals.Configuration with { RoundDeadline = TimeSpan.FromMinutes(5) });

        var refusal = await Eventually.Get(() => Task.FromResult(hospitals[0].Refusals.FirstOrDefault()), r => r is not null);
        Assert.StartsWith("The statement is about the vector with the digest ", refusal, StringComparison.Ordinal);
        await Eventually.Get(() => Task.FromResult(hospitals[0].Refusals.ToArray()), r => r.Contains(nameof(SubmitOutcome.BadMaskedUpload)));
        await hospitals.All.Run.Cancel("Enough.");
    }

    [Fact]
    public async Task Weight_OtherThanReported_IsAbandonedAndTheNextRoundDrawsOtherBatches()
    {
        await using var hospitals = Hospitals("masked-liar", 3);
        hospitals[1].Spoil = words => words[0]++;
        await hospitals.Start(MaskedHospitals.Configuration with { AbandonedRoundLimit = 2 });

        var run = await hospitals.Ended();
        Assert.Equal(RunPhase.Failed, run.Phase);
        var rounds = await hospitals.All.History();
        var reported = hospitals.All.Nodes.Sum(n => Updates.Examples(n, 1));
        Assert.All(rounds, r => Assert.Equal(
            $"The masked updates weigh {reported + 1} together, and their reports say {reported}. A site masked something else than it reported, or masks did not cancel; the sum was thrown away.", r.Reason));
        Assert.Equal(2, run.SpentShares);
        Assert.NotEqual((await hospitals.All.Opened(1)).Plan.Site.Seed, (await hospitals.All.Opened(2)).Plan.Site.Seed);
        Assert.Null(await hospitals.All.Version(1).Describe());
    }

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 1)]
    [InlineData(2, 1, 1)]
    [InlineData(-1, 1, 1)]
    public async Task MaskedUpdates_AreKeptForTheLastRounds(int keep, int first, int second)
    {
        await using var hospitals = Hospitals($"masked-keep-{keep}".Replace("--", "-all-", StringComparison.Ordinal), 3);
        await hospitals.Start(MaskedHospitals.Configuration with { SecureAggregation = new(KeepMaskedRounds: keep) });
        await hospitals.Ended();

        Assert.Equal((3 * first, 3 * second), (await Kept(hospitals, 1), await Kept(hospitals, 2)));
    }

    [Fact]
    public async Task Run_ThatHasEnded_LeavesNothingOfItsSetups()
    {
        await using var hospitals = Hospitals("masked-tidy", 3);
        await hospitals.Start(MaskedHospitals.Configuration with { Rounds = 5, SecureAggregation = new(BatchRounds: 2) });
        string[] areas = [.. Enumerable.Range(1, 20).SelectMany(n => new[] { $"masked-tidy/first/setup/{n}", $"masked-tidy/first/{n}/masking", $"masked-tidy/first/{n}/updates" })];
        await hospitals.Ended();

        // What the last two rounds masked is kept, to prove their sums.
        await Eventually.Get(
            () => Task.FromResult(string.Join(' ', grid.Filled(areas))),
            filled => filled == "masked-tidy/first/4/updates masked-tidy/first/5/updates");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Batches_OfAnySize_ServeTheRun(int rounds)
    {
        var configuration = MaskedHospitals.Configuration with { Rounds = 5, SecureAggregation = new(BatchRounds: rounds) };
        await using var hospitals = Hospitals($"masked-batches-{rounds}", 3);
        await hospitals.Start(configuration);
        await hospitals.Ended();

        Assert.Equal(new PlainMaskedTraining(configuration, 3, Cap).Digests([.. Enumerable.Repeat(hospitals.All.Nodes.AsEnumerable(), 5)]), await hospitals.All.Versions());
        hospitals.ExpectNoRefusals();
    }

    private MaskedHospitals Hospitals(string federation, int sites) => new(grid, federation, Names[..sites]);

    private async Task<RoundTranscript> Transcript(SecureRecord record)
    {
        var bytes = new byte[(await grid.Artifacts.Length(record.Transcript))!.Value];
        await grid.Artifacts.Read(record.Transcript, 0, bytes);

        return RoundTranscript.Parse(bytes);
    }

    private async Task<int> Kept(MaskedHospitals hospitals, int round)
    {
        var ended = await hospitals.All.Ended(round);
        var area = grid.Artifacts.Area(ended.Plan.UpdateArea);
        var lengths = await Task.WhenAll(ended.Receipts.Select(async r => await area.Length(r.Submission.Update!.Digest)));

        return lengths.Count(l => l is not null);
    }
}
