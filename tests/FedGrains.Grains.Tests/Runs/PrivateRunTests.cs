using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.Core.Training;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;
using FedGrains.Privacy.Accounting;

namespace FedGrains.Grains.Tests.Runs;

/// <summary>What every version of a run says of the records behind it.</summary>
[Collection(SharedGrid.Name)]
public sealed class PrivateRunTests(Grid grid)
{
    private static readonly RunConfiguration Private = Hospitals.Configuration with
    {
        Training = Hospitals.Configuration.Training with { BatchSize = 0, Privacy = new(ClippingNorm: 1, NoiseMultiplier: 3, SamplingRate: 0.2, Delta: 1e-4) },
        Rounds = 3,
    };

    private static readonly DpSgdMechanism Round = new(0.2, 3, 1, 10);

    [Fact]
    public async Task PrivateRun_EveryVersionIsPricedOverAllRoundsSoFar()
    {
        var hospitals = new Hospitals(grid, "private", "aarhus", "bonn");
        await hospitals.Start(Private);
        await hospitals.Play();

        Assert.Equal(ModelPrivacy.BeforeTraining.Sentence, (await Privacy(hospitals, 0)).Sentence);

        for (var version = 1; version <= 3; version++)
        {
            var privacy = await Privacy(hospitals, version);

            Assert.Equal(hospitals.Nodes, privacy.Nodes.Select(n => n.Node));
            Assert.All(privacy.Nodes, n => Assert.Equal(new MechanismRounds(Round, version), Assert.Single(n.Releases.Noisy)));
            Assert.Equal((1e-4, true), (privacy.Delta, privacy.IsProtected));
            Assert.Equal(Price(version), privacy.Epsilon, 1e-9);
        }

        Assert.All((await hospitals.Version(3).Describe())!.Contributors, c => Assert.Equal(Round, c.Mechanism));
        Assert.All((await hospitals.Round(1).Describe())!.Receipts, r => Assert.Equal(Round, r.Submission.Update!.Mechanism));
    }

    [Fact]
    public async Task PlainRun_EveryVersionSaysThatThereIsNoProtection()
    {
        var hospitals = new Hospitals(grid, "unprotected", "aarhus", "bonn");
        await hospitals.Start();
        await hospitals.Play();

        var privacy = await Privacy(hospitals, 2);

        Assert.False(privacy.IsProtected);
        Assert.Equal("Without protection: updates of aarhus, bonn were made without noise, and nothing bounds what this version tells of any one of their records.", privacy.Sentence);
    }

    // Aarhus sent an update that is in no version. It has left Aarhus all the same.
    [Fact]
    public async Task AbandonedRound_CountsForWhoSentSomething()
    {
        var hospitals = new Hospitals(grid, "private-abandoned", "aarhus", "bonn");
        await hospitals.Start(Private with { Rounds = 1 });
        await hospitals.Submit(1, hospitals.Nodes[0]);
        await hospitals.Round(1).Abandon((await hospitals.Opened(1)).Plan, "The test says so.");
        await hospitals.Settled(r => r.OpenRound == 2);
        await hospitals.Play();

        var privacy = await Privacy(hospitals, 1);

        Assert.Equal([2, 1], privacy.Nodes.Select(n => n.Releases.Noisy.Single().Rounds));
        Assert.Equal([Price(2), Price(1)], privacy.Nodes.Select(n => n.Epsilon));
        Assert.StartsWith("The records of aarhus are promised least.", privacy.Sentence, StringComparison.Ordinal);
    }

    private static async Task<ModelPrivacy> Privacy(Hospitals hospitals, int version) => (await hospitals.Version(version).Describe())!.Privacy!;

    private static double Price(int rounds) => AccountantCatalog.Default.Epsilon([PrivacyEvent.NoisySteps(Round.SamplingRate, Round.NoiseMultiplier, (long)rounds * Round.Steps)], 1e-4);
}
