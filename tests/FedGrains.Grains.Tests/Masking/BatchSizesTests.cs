using System.Security.Cryptography;

using FedGrains.Grains.Masking;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Tests.Masking;

public sealed class BatchSizesTests
{
    // Against messages as they are: never smaller than the real one, and not so much larger that batches would be short for nothing.
    [Theory]
    [InlineData(3, 1)]
    [InlineData(3, 256)]
    [InlineData(9, 50)]
    public void Bounds_AreNotBelowTheMessages(int sites, int rounds)
    {
        using var federation = new SetupSample(sites);
        var (keys, delivery, bundle) = federation.Play(rounds);

        ExpectBound(keys, BatchSizes.KeySet(sites, rounds));
        ExpectBound(delivery, BatchSizes.Delivery(sites - 1, rounds));
        ExpectBound(bundle, BatchSizes.Bundle(sites - 1, rounds));
    }

    [Theory]
    [InlineData(3, 256, 256)]
    [InlineData(16, 256, 256)]
    [InlineData(64, 256, 256)]
    [InlineData(64, 0, 1)]
    [InlineData(200, 50, 50)]
    public void Largest_IsWhatIsWantedWhereItFits(int sites, int wanted, int expected) => Assert.Equal(expected, BatchSizes.Largest(Roster(sites), sites, wanted));

    [Theory]
    [InlineData(200, 256)]
    [InlineData(500, 256)]
    [InlineData(1000, 256)]
    public void Largest_LeavesEveryMessageWithinACall(int sites, int wanted)
    {
        var roster = Roster(sites);
        var rounds = BatchSizes.Largest(roster, sites, wanted);
        var neighbours = GraphPlan.For(sites, sites, roster.Terms.Degree, roster.Terms.Threshold).Degree;

        Assert.InRange(rounds, 10, wanted - 1);
        Assert.True(Longest(rounds) <= 2 << 20);
        Assert.True(Longest(rounds + 1) > BatchSizes.LargestMessage);

        long Longest(int r) => Math.Max(BatchSizes.KeySet(sites, r), Math.Max(BatchSizes.Delivery(neighbours, r), BatchSizes.Bundle(neighbours, r)));
    }

    private static void ExpectBound(int actual, long bound) => Assert.InRange(bound, actual, (4 * actual) + 1024);

    private static Roster Roster(int sites) => Privacy.SecureAggregation.Roster.First(
        FederationName.Parse("cardio"), Key(), Enumerable.Repeat(Key(), sites).Select((k, i) => RosterSite.Of(SiteId.Parse($"site-{i:D4}"), k)));

    private static P256Point Key()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        return P256Point.FromSpki(key.ExportSubjectPublicKeyInfo());
    }
}
