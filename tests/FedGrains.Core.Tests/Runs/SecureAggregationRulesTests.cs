using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Tests.Rounds;

using static FedGrains.Core.Tests.Runs.RunSamples;

namespace FedGrains.Core.Tests.Runs;

public sealed class SecureAggregationRulesTests
{
    private static readonly RunConfiguration On = Configuration with { SecureAggregation = new() };
    private static readonly RunConfiguration Auto = Configuration with { SecureAggregation = new(WhenPossible: true) };

    [Fact]
    public void Settle_NotAskedFor_StaysAsItIs()
    {
        var (settled, faults, without) = SecureAggregationRules.Settle(Configuration, Cohort(1), null, []);

        Assert.Same(Configuration, settled);
        Assert.Empty(faults);
        Assert.Null(without);
    }

    [Theory]
    [InlineData(Weighting.Examples, 100, 128)]
    [InlineData(Weighting.Examples, 128, 128)]
    [InlineData(Weighting.Examples, 129, 256)]
    [InlineData(Weighting.Examples, 1, 1)]
    [InlineData(Weighting.Examples, 1L << 31, 1L << 31)]
    [InlineData(Weighting.Uniform, 100, 1)]
    public void Settle_CapIsTheNextPowerOfTwo(Weighting weighting, long largest, long cap)
    {
        foreach (var configuration in new[] { On, Auto })
        {
            var (settled, faults, without) = SecureAggregationRules.Settle(configuration with { Weighting = weighting }, Cohort(1, largest, 1), Roster(3), []);

            Assert.Empty(faults);
            Assert.Null(without);
            Assert.Equal(new(WeightCap: cap), settled.SecureAggregation);
        }
    }

    [Fact]
    public void Settle_CapThatWasGiven_IsKeptOrRefused()
    {
        var given = Configuration with { SecureAggregation = new(WeightCap: 90) };

        Assert.Equal(90, SecureAggregationRules.Settle(given, Cohort(90, 1, 1), Roster(3), []).Settled.SecureAggregation!.WeightCap);
        Assert.Equal(["secureAggregation.weightCap is 90, and b has 91 training records; raise it."], SecureAggregationRules.Settle(given, Cohort(90, 91, 1), Roster(3), []).Faults);
    }

    [Theory]
    [InlineData(2, 3, "the cohort has 2 nodes, and a sum hides nobody among fewer than 3.")]
    [InlineData(3, 0, "the federation has no roster in force. Propose one with: fedgrains roster propose; its sites sign it with: fedgrains site roster sign.")]
    [InlineData(5, 4, "e is not in roster 1. Propose one that holds them with: fedgrains roster propose.")]
    [InlineData(6, 4, "e, f are not in roster 1. Propose one that holds them with: fedgrains roster propose.")]
    [InlineData(4, 7, "the cohort has 4 of the roster's 7 nodes, and a sum takes 5. Ask more nodes, or propose a roster of these.")]
    public void Settle_NoRoomForIt_IsAFaultOrLeftOut(int cohort, int roster, string why)
    {
        var members = Cohort([.. Enumerable.Repeat(10L, cohort)]);
        var held = roster == 0 ? null : Roster(roster);

        Assert.Contains($"secureAggregation: {why} Or write secureAggregation: off, and the coordinator sees each site's update.", SecureAggregationRules.Settle(On, members, held, []).Faults);

        var (settled, faults, without) = SecureAggregationRules.Settle(Auto, members, held, []);
        Assert.Empty(faults);
        Assert.Null(settled.SecureAggregation);
        Assert.Equal($"Updates are not masked, and the coordinator sees each site's: {why}", without);
    }

    // To go without, silently, because another run is under way would give away what nobody agreed to.
    [Fact]
    public void Settle_AnotherMaskedRunUnderWay_IsAFaultEitherWay()
    {
        var busy = Masked("busy");
        var plain = Start() with { Key = RunKey.Parse("heart/plain") };
        var over = (Masked("over") with { OpenRound = 0 }).Cancel("Enough.", Now).Next;

        foreach (var configuration in new[] { On, Auto })
            Assert.Equal(
                ["secureAggregation: the run 'busy' is under way, and a federation runs one masked run at a time. Wait for its end or cancel it."],
                SecureAggregationRules.Settle(configuration, Cohort(100, 1, 1), Roster(3), [plain, busy, over]).Faults);
    }

    [Fact]
    public void Settle_ARunThatOpenedSumsOfTheSame_IsAFaultUntilSomethingDiffers()
    {
        var before = Masked("before");
        var opened = (before with { Latest = before.Latest with { Version = 1 }, OpenRound = 0 }).Cancel("Enough.", Now).Next;
        var lost = (before with { SpentShares = 1, OpenRound = 0 }).Cancel("Enough.", Now).Next;
        var nothing = (before with { OpenRound = 0 }).Cancel("Enough.", Now).Next;

        foreach (var run in new[] { opened, lost })
        {
            Assert.Equal(
                ["secureAggregation: the run 'before' has opened sums of the same model and configuration, which sites do once: the difference of two sums would tell who came or went. Give this run another seed."],
                SecureAggregationRules.Settle(On, Cohort(100, 1, 1), Roster(3), [run]).Faults);
            Assert.Empty(SecureAggregationRules.Settle(On with { Seed = 43 }, Cohort(100, 1, 1), Roster(3), [run]).Faults);
        }

        Assert.Empty(SecureAggregationRules.Settle(On, Cohort(100, 1, 1), Roster(3), [nothing]).Faults);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Settle_Noise_CountsOnSomebody(int curious, bool isSound)
    {
        var noised = Configuration with { Weighting = Weighting.Uniform, SecureAggregation = new(SitePrivacy: new(1, 1, CuriousSites: curious)) };
        var (settled, faults, _) = SecureAggregationRules.Settle(noised, Cohort(10, 10, 10, 10), Roster(4), []);

        Assert.Equal((1, noised.SecureAggregation!.SitePrivacy), (settled.SecureAggregation!.WeightCap, settled.SecureAggregation.SitePrivacy));
        Assert.Equal(
            isSound ? [] : ["secureAggregation.sitePrivacy.curiousSites is 3, and roster 1 has a sum take 3 sites: nobody is left whose noise could be counted on. Count on more, or propose a roster with a higher threshold."],
            faults);
    }

    // To go without what was asked for would be to send what nobody agreed to.
    [Fact]
    public void Settle_NoiseWithoutARoster_IsAFault()
    {
        var noised = Configuration with { Weighting = Weighting.Uniform, SecureAggregation = new(SitePrivacy: new(1, 1)) };

        Assert.Contains("the federation has no roster in force", Assert.Single(SecureAggregationRules.Settle(noised, Cohort(10, 10, 10), null, []).Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void IsSettledFrom_OtherNoise_IsNot()
    {
        var settled = new SecureAggregationPlan(WeightCap: 1, SitePrivacy: new(1, 1));

        Assert.True(settled.IsSettledFrom(new(SitePrivacy: new(1, 1))));
        Assert.False(settled.IsSettledFrom(new(SitePrivacy: new(1, 2))));
        Assert.False(settled.IsSettledFrom(new()));
    }

    [Theory]
    [InlineData(16, 0.5, 0, 0.8)]
    [InlineData(16, 1.5, 0, 1.5)]
    [InlineData(16, 1.5, 3, 3)]
    [InlineData(100_000, 1, 0, 500)]
    public void NoiseFor_NothingSaid_IsATwentiethOfTheCohortOrTheMultiplier(int cohort, double multiplier, double asked, double expected) =>
        Assert.Equal(expected, new ClipAdaptation(CountNoise: asked).NoiseFor(cohort, multiplier));

    [Fact]
    public void IsSettledFrom_TheSameAsked_IsSo()
    {
        var settled = new SecureAggregationPlan(WeightCap: 128);

        Assert.True(((SecureAggregationPlan?)null).IsSettledFrom(null));
        Assert.True(((SecureAggregationPlan?)null).IsSettledFrom(new(WhenPossible: true)));
        Assert.True(settled.IsSettledFrom(new()));
        Assert.True(settled.IsSettledFrom(new(WhenPossible: true)));
        Assert.True(settled.IsSettledFrom(new(WeightCap: 128)));

        Assert.False(((SecureAggregationPlan?)null).IsSettledFrom(new()));
        Assert.False(settled.IsSettledFrom(null));
        Assert.False(settled.IsSettledFrom(new(WeightCap: 64)));
        Assert.False(settled.IsSettledFrom(new(Clip: 1)));
    }

    private static Run Masked(string name) => Start(Configuration with { SecureAggregation = new(WeightCap: 128) }) with { Key = RunKey.Parse($"heart/{name}") };

    private static (NodeId, long)[] Cohort(params long[] examples) => [.. examples.Select((e, i) => (RoundSamples.Node(i), e))];

    private static RosterSummary Roster(int sites) =>
        new(1, Digest.Of("roster"u8), [.. Enumerable.Range(0, sites).Select(RoundSamples.Node)], Threshold: (2 * sites / 3) + 1, MinimumCohort: 3);
}
