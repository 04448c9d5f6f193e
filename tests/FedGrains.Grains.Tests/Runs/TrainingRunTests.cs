using System.Runtime.InteropServices;

using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;
using FedGrains.Storage.Safetensors;

namespace FedGrains.Grains.Tests.Runs;

/// <summary>A whole run, and its bits.</summary>
[Collection(SharedGrid.Name)]
public sealed class TrainingRunTests(Grid grid)
{
    [Theory]
    [InlineData(StrategyNames.FedAvg, Weighting.Examples)]
    [InlineData(StrategyNames.FedAvg, Weighting.Uniform)]
    [InlineData(StrategyNames.FedAvgM, Weighting.Examples)]
    [InlineData(StrategyNames.FedAdam, Weighting.Examples)]
    public async Task Run_EveryVersionIsThePlainComputationToTheBit(string strategy, Weighting weighting)
    {
        var configuration = Hospitals.Configuration with { Rounds = 3, Strategy = StrategySettings.Default(strategy), Weighting = weighting };
        var hospitals = new Hospitals(grid, $"bits-{strategy}-{weighting}".ToLowerInvariant(), "aarhus", "bonn", "leeds");
        await hospitals.Start(configuration);

        var run = await hospitals.Play();
        Assert.Equal((RunPhase.Completed, null, 3), (run.Phase, run.Reason, run.Latest.Version));

        var version = 0;
        foreach (var expected in new PlainTraining(configuration, hospitals.Nodes).Parameters()) Assert.Equal(expected, await Parameters(await Described(hospitals, version++)));

        Assert.Equal(new PlainTraining(configuration, hospitals.Nodes).Digests(), await hospitals.Versions());
    }

    [Fact]
    public async Task Run_EveryVersionSaysWhereItComesFromAndHowWellItDoes()
    {
        var hospitals = new Hospitals(grid, "lineage", "aarhus", "bonn", "leeds");
        await hospitals.Start();
        await hospitals.Play();

        var (initial, first, second) = (await Described(hospitals, 0), await Described(hospitals, 1), await Described(hospitals, 2));

        Assert.Equal((null, 0), (initial.Parent, initial.Round));
        Assert.Equal((initial.Model.Digest, 1), (first.Parent, first.Round));
        Assert.Equal((first.Model.Digest, 2), (second.Parent, second.Round));
        Assert.Equal(hospitals.Nodes.Select(n => (n, Updates.Examples(n, 2))), second.Contributors.Select(c => (c.Node, c.Examples)));
        Assert.Empty(second.Absences);
        Assert.Equal([0.5, 1.5, 2.5], new[] { initial, first, second }.Select(v => v.Evaluation.Pooled().Single().Value));
        Assert.Equal(hospitals.Nodes, second.Evaluation.Nodes.Select(n => n.Node));
    }

    [Theory]
    [InlineData("forwards", 0, 1, 2, 3)]
    [InlineData("backwards", 3, 2, 1, 0)]
    [InlineData("again-and-again", 2, 2, 0, 2, 3, 0, 0, 1, 1)]
    public async Task Submit_InAnyOrderAndAgain_NeverChangesTheModel(string name, params int[] order)
    {
        var hospitals = new Hospitals(grid, name, "aarhus", "bonn", "leeds", "porto");
        await hospitals.Start();
        await hospitals.Play(order.Select(i => hospitals.Nodes[i]));

        Assert.Equal(new PlainTraining(Hospitals.Configuration, hospitals.Nodes).Digests(), await hospitals.Versions());
    }

    [Fact]
    public async Task Submit_ByAllAtOnce_NeverChangesTheModel()
    {
        var hospitals = new Hospitals(grid, "all-at-once", "aarhus", "bonn", "leeds", "porto");
        await hospitals.Start(Hospitals.Configuration with { Rounds = 1 });
        var plan = (await hospitals.Opened(1)).Plan;

        var outcomes = await Task.WhenAll(hospitals.Nodes.Concat(hospitals.Nodes).Select(n => hospitals.Submit(plan, n)));
        Assert.Equal(4, outcomes.Count(o => o is SubmitOutcome.Accepted));
        Assert.Equal(4, outcomes.Count(o => o is SubmitOutcome.Duplicate));

        await hospitals.Play();
        Assert.Equal(new PlainTraining(Hospitals.Configuration with { Rounds = 1 }, hospitals.Nodes).Digests(), await hospitals.Versions());
    }

    // 4,212,401 parameters: the second shard begins at 4,194,304.
    [Fact]
    public async Task Run_ModelOfTwoShards_IsThePlainComputation()
    {
        var configuration = Hospitals.Configuration with { Rounds = 1, Model = ModelDefinition.Perceptron(3, [2100, 2000], 1) };
        var hospitals = new Hospitals(grid, "two-shards", "aarhus", "bonn");
        await hospitals.Start(configuration);
        await hospitals.Play();

        Assert.Equal(new PlainTraining(configuration, hospitals.Nodes).Digests(), await hospitals.Versions());
    }

    private static async Task<ModelVersion> Described(Hospitals hospitals, int version) => (await hospitals.Version(version).Describe())!;

    private async Task<float[]> Parameters(ModelVersion version)
    {
        var file = new byte[version.Model.Length];
        await grid.Artifacts.Read(version.Model.Digest, 0, file);
        var header = SafetensorsHeader.Parse(file);
        header.RequireFileLength(file.Length);

        Assert.Equal(Hospitals.Model.Layout(), header.Layout);
        Assert.Equal(header.Length, version.Model.DataOffset);

        return MemoryMarshal.Cast<byte, float>(file.AsSpan(header.Length)).ToArray();
    }
}
