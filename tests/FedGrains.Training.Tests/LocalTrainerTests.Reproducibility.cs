using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training.Batches;

namespace FedGrains.Training.Tests;

public sealed partial class LocalTrainerTests
{
    private static readonly ModelDefinition WithDropout = new([3], [new Layer.Linear(8), new Layer.Relu(), new Layer.Dropout(0.5), new Layer.Linear(1)]);

    [Fact]
    public void Train_SameSeed_GivesTheSameBits() => Assert.Equal(Bits(Jobs.Leeds, 1), Bits(Jobs.Leeds, 1));

    [Fact]
    public async Task Train_BesideOtherJobs_GivesTheSameBits()
    {
        var alone = Bits(Jobs.Leeds, 1);
        BatchSeed[] seeds = [Jobs.Leeds, Jobs.Oslo, Jobs.Leeds, Jobs.Oslo];

        var together = await Task.WhenAll(seeds.Select(seed => Task.Factory.StartNew(
            () => Bits(seed, 1), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal(alone, together[0]);
        Assert.Equal(alone, together[2]);
        Assert.Equal(together[1], together[3]);
        Assert.NotEqual(alone, together[1]);
    }

    [Fact]
    public void Train_OtherNodeRoundOrSeed_GivesOtherBits() =>
        Assert.Equal(4, new[] { Bits(Jobs.Leeds, 1), Bits(Jobs.Leeds, 2), Bits(Jobs.Oslo, 1), Bits(Jobs.Leeds with { Seed = 8 }, 1) }.Select(Convert.ToHexString).Distinct().Count());

    [Fact]
    public void Train_TwoRoundsOf50_AreOneOf100()
    {
        var first = Jobs.Train(Model, Jobs.Plan(steps: 50), Data, round: 1, from: Start);
        var second = Jobs.Train(Model, Jobs.Plan(steps: 50), Data, round: 2, from: first.Parameters);

        Assert.Equal(Jobs.Train(Model, Jobs.Plan(steps: 100), Data, from: Start).Parameters, second.Parameters);
    }

    private static byte[] Bits(BatchSeed seed, int round) =>
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(
            Jobs.Train(WithDropout, Jobs.Plan(steps: 200, optimizer: new(OptimizerNames.Sgd, 0.05, Momentum: 0.9)), Data, seed, round).Parameters.AsSpan()).ToArray();
}
