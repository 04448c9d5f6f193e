using System.Collections.Immutable;
using FedGrains.Privacy.Masking;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;

namespace FedGrains.Privacy.Tests.SecureAggregation.LyingCoordinator;

/// <summary>Different stories for different sites, with fewer than a third of the sites in league with the coordinator.</summary>
public sealed class SplitViewTests
{
    [Fact]
    public void TwoModelsInOneRound_SitesAbortAtTheListAndNothingOpens()
    {
        var (federation, one, other) = TwoModels();
        ImmutableArray<SignedMessage<MaskedUpload>> uploads = [.. Lies.Upload(federation, one, [0, 1, 2]), .. Lies.Upload(federation, other, [3, 4])];

        Assert.All(federation.Sites, site => Lies.AssertRefused(RefusalKind.Equivocation, site, site.Receive(Lies.List(uploads))));
    }

    // Suppose all sites went along: with every self-mask taken off, what is left is not the sum but noise, because no pair of masks
    // across the two stories cancels.
    [Fact]
    public void TwoModelsInOneRound_WithEverySelfMaskKnown_TheSumIsNoise()
    {
        var (federation, one, other) = TwoModels();
        foreach (var site in federation.Sites) site.Input = new uint[Lies.Length];
        Lies.Upload(federation, one, [0, 1, 2]);
        Lies.Upload(federation, other, [3, 4]);

        var sum = SumWithoutSelfMasks(federation, s => s < 3 ? one : other);

        AssertNoise(sum);
    }

    [Fact]
    public void OneModel_WithEverySelfMaskKnown_TheSumIsTheSum()
    {
        var (federation, one, _) = TwoModels();
        Lies.Upload(federation, one, [0, 1, 2, 3, 4]);

        Assert.Equal(federation.PlainSum([0, 1, 2, 3, 4]), SumWithoutSelfMasks(federation, _ => one));
    }

    [Fact]
    public void ListsThatDiffer_MixedSignatures_OpenNothing()
    {
        var federation = Ready(5, out var start);
        var uploads = Lies.Upload(federation, start, Enumerable.Range(0, 5));
        var (all, without) = (Lies.List(uploads), Lies.List(uploads, 4));
        var signatures = federation.Sites.Select(s => Lies.Signature(s, s.Index < 2 ? all : without is var list && s.Index == 4 ? all : list)).ToArray();

        Assert.All(federation.Sites, site => Lies.AssertRefused(RefusalKind.Equivocation, site, site.Receive(Lies.Request(signatures))));
    }

    [Fact]
    public void SiteNamedAliveAndThenDead_SecondListIsRefusedBeforeAndAfterTheRelease()
    {
        var federation = Ready(5, out var start);
        var uploads = Lies.Upload(federation, start, Enumerable.Range(0, 5));
        var (alive, dead) = (Lies.List(uploads), Lies.List(uploads, 4));
        var signatures = federation.Sites.Select(s => Lies.Signature(s, alive)).ToArray();

        Assert.All(federation.Sites.Take(4), site => Lies.AssertRefused(RefusalKind.Equivocation, site, site.Receive(dead)));

        foreach (var site in federation.Sites)
        {
            var release = Lies.Read<SignedMessage<ShareRelease>>(site.Receive(Lies.Request(signatures))).Body;
            Assert.All(release.Shares, s => Assert.Equal(ShareKind.SelfMask, s.Kind));
        }

        Assert.All(federation.Sites.Take(4), site => Lies.AssertRefused(RefusalKind.Equivocation, site, site.Receive(dead)));
    }

    // Four sites, one in league with the coordinator, which signs whatever it is asked to. However the honest three are split between
    // the two lists, at most one list ever has the three signatures that it takes.
    [Theory]
    [InlineData(4, 1)]
    [InlineData(7, 2)]
    public void AnySplitOfTheHonest_AtMostOneListOpensAndNoNodeGivesBothSecrets(int sites, int corrupt)
    {
        var (honest, opened) = (sites - corrupt, 0);

        for (var split = 0; split < 1 << honest; split++)
        {
            var federation = Ready(sites, out var start, $"split {split}");
            var uploads = Lies.Upload(federation, start, Enumerable.Range(0, sites));
            byte[][] lists = [Lies.List(uploads), Lies.List(uploads, honest - 1)];
            Assert.True(uploads.Length - 1 >= federation.Roster.Terms.Threshold);

            var released = Enumerable.Range(0, 2).Sum(l => Opened(federation, start, lists[l], [.. Enumerable.Range(0, honest).Where(s => ((split >> s) & 1) == l)], [.. Enumerable.Range(honest, corrupt)]));

            Assert.InRange(released, 0, 1);
            opened += released;
        }

        Assert.True(opened > 0);
    }

    private static int Opened(TestFederation federation, RoundStart start, byte[] list, int[] honest, int[] corrupt)
    {
        var parsed = WireMessage.Parse<SurvivorList>(list);
        var onIt = honest.Where(s => parsed.Sites.Contains(s)).ToArray();
        var signatures = onIt.Select(s => Lies.Signature(federation.Sites[s], list))
            .Concat(corrupt.Select(s => Statement.Sign(new SurvivorSignature(federation.Scope, start.Round, start.Digest, parsed.Digest(start), s, default), federation.Key(s).Signer)));
        var steps = onIt.Select(s => federation.Sites[s].Receive(Lies.Request(signatures))).ToArray();

        // All honest signers of a list find the same: it has enough signatures, or it has not.
        Assert.True(steps.All(s => s.Refusal is null) || steps.All(s => s.Refusal?.Kind is RefusalKind.TooFewSites));

        return steps.Any(s => s.Refusal is null) ? 1 : 0;
    }

    private static (TestFederation, RoundStart, RoundStart) TwoModels()
    {
        var federation = Ready(5, out var start);

        return (federation, start, start with { Task = TestFederation.Task(Lies.Length, "another model") });
    }

    private static TestFederation Ready(int sites, out RoundStart start, string seed = "split view")
    {
        var federation = new TestFederation(sites, seed);
        federation.FillInputs(Lies.Length);
        start = AggregationRound.StartOf(federation.Setup(new(1, 1)), 1, Lies.Task, Enumerable.Range(0, sites));

        return federation;
    }

    private static uint[] SumWithoutSelfMasks(TestFederation federation, Func<int, RoundStart> startOf)
    {
        var sum = new MaskedSum(UpdateRing.Bits32, Lies.Length);

        foreach (var site in federation.Sites)
        {
            sum.Add(site.Masked);
            using var secret = SecretBytes.CopyOf(site.Role.State.Batches[0].SecretsOf(1)!.Seed);
            using var seed = Derivation.SelfSeed(secret, startOf(site.Index), site.Index);
            using var mask = new MaskStream(seed.Span);
            sum.Remove(new(mask, IsAdded: true));
        }

        return sum.Words.ToArray();
    }

    // 6 400 bits that are fair: 3 200 within six standard deviations of 40.
    private static void AssertNoise(uint[] lanes) => Assert.InRange(lanes.Sum(System.Numerics.BitOperations.PopCount), 3200 - 240, 3200 + 240);
}
