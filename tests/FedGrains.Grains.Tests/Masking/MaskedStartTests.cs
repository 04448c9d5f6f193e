using FedGrains.Contracts.Federations;
using FedGrains.Core.Runs;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Masking;

/// <summary>Whether a run masks its updates is settled when it starts.</summary>
[Collection(SharedGrid.Name)]
public sealed class MaskedStartTests(Grid grid)
{
    private static readonly RunConfiguration Auto = Hospitals.Configuration with { SecureAggregation = new(WhenPossible: true) };

    [Fact]
    public async Task Start_LeftOpenWithoutARoster_RunsPlainAndSaysSo()
    {
        var hospitals = new Hospitals(grid, "start-auto", "aarhus", "bonn", "leeds");
        await hospitals.Enrol();

        var started = await hospitals.Federation.StartRun(hospitals.RunKey.Run, Auto);
        Assert.Empty(started.Faults);
        Assert.StartsWith("Updates are not masked, and the coordinator sees each site's: the federation has no roster in force.", started.Note, StringComparison.Ordinal);
        Assert.Null((await hospitals.Run.Describe())!.Configuration.SecureAggregation);

        await hospitals.Play();
        Assert.Equal(new PlainTraining(Hospitals.Configuration, hospitals.Nodes).Digests(), await hospitals.Versions());
    }

    [Fact]
    public async Task Start_OnWithoutARoster_IsRefused()
    {
        var hospitals = new Hospitals(grid, "start-on", "aarhus", "bonn", "leeds");
        await hospitals.Enrol();

        Assert.Equal(
            ["secureAggregation: the federation has no roster in force. Propose one with: fedgrains roster propose; its sites sign it with: fedgrains site roster sign. Or write secureAggregation: off, and the coordinator sees each site's update."],
            (await hospitals.Federation.StartRun(hospitals.RunKey.Run, MaskedHospitals.Configuration)).Faults);
        Assert.Null(await hospitals.Run.Describe());
    }

    [Fact]
    public async Task Start_WithARoster_IsMaskedAndTheSameAgainChangesNothing()
    {
        await using var hospitals = new MaskedHospitals(grid, "start-masked", "aarhus", "bonn", "leeds");
        await hospitals.Join();
        hospitals[0].PutsOff = _ => true;

        Assert.Equal((true, null), Answer(await Start(hospitals, "first", Auto)));
        Assert.Equal(1024, (await hospitals.All.Run.Describe())!.Configuration.SecureAggregation!.WeightCap);

        // Counts have changed since, and what was settled stands.
        await hospitals.All.Node<Contracts.Nodes.INodeGrain>(hospitals.All.Nodes[0]).RegisterDataset(Hospitals.Summary(training: 5000));
        Assert.Equal((true, null), Answer(await Start(hospitals, "first", Auto)));
        Assert.Equal((true, null), Answer(await Start(hospitals, "first", MaskedHospitals.Configuration)));
        Assert.Equal(["name: a run 'first' exists with another configuration; choose another name."], (await Start(hospitals, "first", Hospitals.Configuration)).Faults);

        Assert.Equal(
            ["secureAggregation: the run 'first' is under way, and a federation runs one masked run at a time. Wait for its end or cancel it."],
            (await Start(hospitals, "second", Auto with { Seed = 7 })).Faults);
        Assert.Empty((await Start(hospitals, "plain", Hospitals.Configuration)).Faults);
    }

    [Fact]
    public async Task Start_AfterAMaskedRunOfTheSame_NeedsAnotherSeed()
    {
        await using var hospitals = new MaskedHospitals(grid, "start-twice", "aarhus", "bonn", "leeds");
        await hospitals.Start();
        await hospitals.Ended();

        Assert.StartsWith("secureAggregation: the run 'first' has opened sums of the same model and configuration", Assert.Single((await Start(hospitals, "second", MaskedHospitals.Configuration)).Faults), StringComparison.Ordinal);

        Assert.Empty((await Start(hospitals, "second", MaskedHospitals.Configuration with { Seed = 7 })).Faults);
        var second = grid.Get<Contracts.Runs.IRunGrain>("start-twice/second");
        Assert.Equal(RunPhase.Completed, (await Eventually.Get(second.Describe, r => r!.Ended))!.Phase);
        hospitals.ExpectNoRefusals();
    }

    private static Task<RunStarted> Start(MaskedHospitals hospitals, string run, RunConfiguration configuration) => hospitals.All.Federation.StartRun(new(run), configuration);

    private static (bool, string?) Answer(RunStarted started) => (started.Started, started.Note);
}
