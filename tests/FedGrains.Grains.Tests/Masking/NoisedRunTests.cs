using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;
using FedGrains.Privacy.Accounting;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Tests.Masking;

/// <summary>Whole runs whose sums are noised: versions are made of what is rotated back, the clip follows the votes, and each version says what it promises to sites.</summary>
[Collection(SharedGrid.Name)]
public sealed class NoisedRunTests(Grid grid)
{
    private static readonly SitePrivacy Fixed = new(ClippingNorm: 0.5, NoiseMultiplier: 1.5);

    private static readonly string[] Names = ["aarhus", "bonn", "leeds", "porto", "turin"];

    public static RunConfiguration Configuration(SitePrivacy privacy) =>
        MaskedHospitals.Configuration with { Weighting = Weighting.Uniform, Rounds = 3, SecureAggregation = new(SitePrivacy: privacy) };

    // 4,212,401 parameters: two shards, 65 blocks of the rotation, the last of them padded.
    [Theory]
    [InlineData("noised", 4, false)]
    [InlineData("noised-large", 3, true)]
    public async Task Run_EveryVersionIsThePlainNoisedSum(string federation, int sites, bool isLarge)
    {
        var configuration = Configuration(Fixed);
        if (isLarge) configuration = configuration with { Rounds = 1, Model = ModelDefinition.Perceptron(3, [2100, 2000], 1) };
        await using var hospitals = new MaskedHospitals(grid, federation, Names[..sites]);
        await hospitals.Start(configuration);

        var run = await hospitals.Ended();

        Assert.Equal((RunPhase.Completed, null), (run.Phase, run.Reason));
        Assert.Equal(new PlainNoisedTraining(configuration).Digests([.. (await Plans(hospitals, configuration.Rounds)).Select(p => (p.Site.Masking!.Noise!, hospitals.All.Nodes.ToArray()))]), await hospitals.All.Versions());
        hospitals.ExpectNoRefusals();
    }

    [Fact]
    public async Task Task_SaysWhatItsNoiseIsAndKeepsIt()
    {
        await using var hospitals = new MaskedHospitals(grid, "noised-task", Names);
        await hospitals.Start(Configuration(Fixed with { CuriousSites = 2 }));
        await hospitals.Ended();

        var least = (await hospitals.Roster.InForce())!.LeastSurvivors;
        var plans = await Plans(hospitals, 3);
        Assert.All(plans, plan =>
        {
            var masking = plan.Site.Masking!;
            var quantiser = MaskedVectors.NoisyQuantiser(masking);

            Assert.Equal((0.5, 5, 1L, least - 2), (masking.Clip, masking.LargestCohort, masking.WeightCap, masking.Noise!.FewestSurvivors));
            Assert.Equal(1.5, quantiser.Mechanism.NoiseMultiplier, 1e-6);
            Assert.Equal(quantiser.Rho, masking.Noise.Rho);
            Assert.Equal((masking.Noise.Lanes * 4L, null), (plan.UpdateLength(), masking.Noise.Vote));
        });
        Assert.Equal(3, plans.Select(p => p.Site.Masking!.Noise!.Rotation).Distinct().Count());
    }

    [Fact]
    public async Task Versions_SayWhatTheyPromiseToSitesAndToRecords()
    {
        await using var hospitals = new MaskedHospitals(grid, "noised-promise", Names[..4]);
        await hospitals.Start(Configuration(Fixed with { Delta = 1e-4 }));
        await hospitals.Ended();
        var zcdp = AccountantCatalog.Find(AccountantNames.Zcdp);

        for (var version = 1; version <= 3; version++)
        {
            var privacy = (await hospitals.All.Version(version).Describe())!.Privacy!;
            var rho = version / (2 * 1.5 * 1.5);

            Assert.Equal(("zeroOutOne", 1e-4, "zcdp", version), (privacy.Sites!.Adjacency, privacy.Sites.Delta, privacy.Sites.Accountant, privacy.Sites.Sums));
            Assert.Equal(rho, privacy.Sites.Rho, 1e-6);
            Assert.Equal(zcdp.Epsilon([new PrivacyEvent.ZeroConcentrated(rho)], 1e-4), privacy.Sites.Epsilon, 1e-5);
            Assert.Contains("for one site whose part is replaced by nothing, by", privacy.Sites.Sentence, StringComparison.Ordinal);
            Assert.Contains("the noise of 2 sites is counted on", privacy.Sites.Sentence, StringComparison.Ordinal);

            // Of a record no more is promised than twice the distance allows, and no less.
            Assert.Equal(("record", "zcdp", true), (privacy.Unit, privacy.Accountant, privacy.IsProtected));
            Assert.Contains(privacy.NotCovered, n => n.StartsWith("a site that adds less noise", StringComparison.Ordinal));
            Assert.All(privacy.Nodes, n => Assert.Equal(zcdp.Epsilon([new PrivacyEvent.ZeroConcentrated(4 * rho)], privacy.Delta), n.Epsilon, 1e-5));
        }
    }

    // Three of four vote for the norm: it goes down by e^(-0.2 (3/4 - 1/2)), as there is no noise in what these sites made up.
    [Fact]
    public async Task Clip_FollowsTheVotesFromRoundToRound()
    {
        var configuration = Configuration(Fixed with { Adaptation = new() });
        await using var hospitals = new MaskedHospitals(grid, "noised-clip", "leeds", "porto", "turin", "bonn");
        await hospitals.Start(configuration);
        var run = await hospitals.Ended();

        var plans = await Plans(hospitals, 3);
        double[] expected = [.. Enumerable.Range(0, 4).Select(round => 0.5 * Math.Exp(-0.2 * 0.25 * round))];
        Assert.All(plans.Zip(expected), p => Assert.Equal(p.Second, p.First.Site.Masking!.Clip, 1e-9));
        Assert.Equal(expected[3], run.ClippingNorm!.Value, 1e-9);
        Assert.All((await hospitals.All.History()).Take(3).Zip(expected[1..]), p => Assert.Equal(p.Second, p.First.NextClippingNorm!.Value, 1e-9));

        // Votes and updates together cost what updates alone would.
        Assert.All(plans, p => Assert.Equal(1 / (2 * 1.5 * 1.5), p.Site.Masking!.Noise!.Rho, 1e-6));
        Assert.Equal(new PlainNoisedTraining(configuration).Digests([.. plans.Select(p => (p.Site.Masking!.Noise!, hospitals.All.Nodes.ToArray()))]), await hospitals.All.Versions());
    }

    // The sum was opened, whatever came of it, so it is paid for; one that nobody opened is not.
    [Fact]
    public async Task Sums_ThatWereLost_ArePaidFor()
    {
        await using var hospitals = new MaskedHospitals(grid, "noised-lost", Names[..4]);
        var spoilt = 0;
        hospitals[1].Spoil = words => words[0] += (uint)(spoilt++ == 0 ? 1 : 0);
        await hospitals.Start(Configuration(Fixed) with { AbandonedRoundLimit = 2 });
        var run = await hospitals.Ended();

        Assert.Equal((RunPhase.Completed, 3, 5), (run.Phase, run.Latest.Version, run.RoundsEnded));
        Assert.Equal([RoundPhase.Abandoned, RoundPhase.Checkpointed], (await hospitals.All.History()).Take(2).Select(r => r.Phase));
        var promises = await Task.WhenAll(Enumerable.Range(1, 3).Select(async v => (await hospitals.All.Version(v).Describe())!.Privacy!.Sites!));
        Assert.Equal([2, 3, 4], promises.Select(p => p.Sums));
        Assert.Equal(4 / (2 * 1.5 * 1.5), promises[2].Rho, 1e-6);
    }

    [Fact]
    public async Task Start_NobodyCountedOn_IsRefused()
    {
        await using var hospitals = new MaskedHospitals(grid, "noised-nobody", Names[..3]);
        await hospitals.Join();

        Assert.Equal(
            ["secureAggregation.sitePrivacy.curiousSites is 3, and roster 1 has a sum take 3 sites: nobody is left whose noise could be counted on. Count on more, or propose a roster with a higher threshold."],
            (await hospitals.All.Federation.StartRun(new("first"), Configuration(Fixed with { CuriousSites = 3 }))).Faults);
    }

    private static Task<RoundPlan[]> Plans(MaskedHospitals hospitals, int rounds) =>
        Task.WhenAll(Enumerable.Range(1, rounds).Select(async round => (await hospitals.All.Ended(round)).Plan));
}
