using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.Rosters;

public sealed class RosterTests
{
    private static readonly Roster s_roster = RosterSamples.Of(5);

    [Theory]
    [InlineData(3, 3)]
    [InlineData(4, 3)]
    [InlineData(5, 4)]
    [InlineData(6, 5)]
    [InlineData(9, 7)]
    [InlineData(64, 43)]
    [InlineData(500, 334)]
    public void LeastThreshold_IsMoreThanTwoThirds(int sites, int threshold)
    {
        Assert.Equal(threshold, RosterTerms.LeastThreshold(sites));
        Assert.True(3 * threshold > 2 * sites && 3 * (threshold - 1) <= 2 * sites);
    }

    // Two lists with a threshold of signatures each share a site that is not corrupt, and that site signs once.
    [Fact]
    public void LeastThreshold_TwoQuorumsShareMoreThanTheCorrupt() =>
        Assert.All(Enumerable.Range(3, 1022), n => Assert.True((2 * RosterTerms.LeastThreshold(n)) - n > GraphPlan.MaximumCorrupt(n)));

    [Fact]
    public void Default_IsSafe() => Assert.All([3, 4, 5, 10, 64, 65, 100, 1024], n => Assert.Empty(RosterSamples.Of(n).Faults()));

    [Fact]
    public void Faults_AreAllNamedAtOnce()
    {
        var faulty = s_roster with { Terms = new(3, 2, 2), Epoch = 2 };

        Assert.Equal(["threshold", "minimum cohort", "degree", "previous roster"], faulty.Faults().Select(f => f.Split(':')[0]));
    }

    [Theory]
    [InlineData(6, 4, 3, "threshold")]
    [InlineData(4, 5, 3, "degree")]
    [InlineData(4, 3, 3, "degree")]
    [InlineData(4, 4, 6, "minimum cohort")]
    public void Faults_OfTerms_NameTheField(int threshold, int degree, int cohort, string field) =>
        Assert.Equal(field, Assert.Single((s_roster with { Terms = new(threshold, degree, cohort) }).Faults()).Split(':')[0]);

    [Fact]
    public void Faults_OfKeys_NameTheSites()
    {
        var twice = s_roster with { Sites = s_roster.Sites.SetItem(1, s_roster.Sites[1] with { Key = s_roster.Sites[0].Key }) };
        var coordinator = s_roster with { Coordinator = s_roster.Sites[2].Key };
        var shuffled = s_roster with { Sites = [.. s_roster.Sites.Reverse()] };

        Assert.Contains("site-0000 and site-0001 have the same key", Assert.Single(twice.Faults()));
        Assert.StartsWith("coordinator:", Assert.Single(coordinator.Faults()));
        Assert.Equal(4, shuffled.Faults().Count());
    }

    [Fact]
    public void Faults_OddDegreeOfARing_IsNamed()
    {
        var roster = RosterSamples.Of(100);

        Assert.Contains("odd", Assert.Single((roster with { Terms = roster.Terms with { Degree = 45 } }).Faults()));
        Assert.Empty((roster with { Terms = roster.Terms with { Degree = 99 } }).Faults());
    }

    [Fact]
    public void Faults_TwoSites_AreTooFew() => Assert.Contains("Enrol more sites", RosterSamples.Of(2).Faults().First());

    [Fact]
    public void IndexOf_FindsEverySiteAndNoOther()
    {
        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(i, s_roster.IndexOf(RosterSamples.Id(i))));
        Assert.Equal(-1, s_roster.IndexOf(SiteId.Parse("site-9999")));
        Assert.Equal(-1, s_roster.IndexOf(SiteId.Parse("a")));
    }

    [Fact]
    public void Digest_ChangesWithEveryField()
    {
        Roster[] others =
        [
            s_roster,
            s_roster with { Federation = FederationName.Parse("neuro") },
            s_roster with { Epoch = 2 },
            s_roster with { Previous = Sha256Digest.Of([1]) },
            s_roster with { Coordinator = RosterSamples.Key(77).Public },
            s_roster with { Sites = s_roster.Sites.RemoveAt(0) },
            s_roster with { Sites = s_roster.Sites.SetItem(0, s_roster.Sites[0] with { Certificate = Sha256Digest.Of([1]) }) },
            s_roster with { Terms = s_roster.Terms with { Threshold = 5 } },
            s_roster with { Terms = s_roster.Terms with { MinimumCohort = 4 } },
            s_roster with { Terms = s_roster.Terms with { Degree = 3 } },
        ];

        Assert.Equal(others.Length, others.Select(r => r.Digest()).Distinct().Count());
    }

    [Fact]
    public void Parse_SitesOutOfOrder_IsRefused()
    {
        var shuffled = WireMessage.Encode(s_roster with { Sites = [.. s_roster.Sites.Reverse()] });

        Assert.Contains("order of their names", Assert.Throws<FormatException>(() => WireMessage.Parse<Roster>(shuffled)).Message);
    }
}
