using FedGrains.Contracts.Nodes;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Rounds;

/// <summary>Who does not answer, and what a round makes of it.</summary>
[Collection(SharedClockedGrid.Name)]
public sealed class AbsenceTests(ClockedGrid grid)
{
    private static readonly RunConfiguration Configuration = Hospitals.Configuration with { Rounds = 1, MinimumNodes = 2, RoundDeadline = TimeSpan.FromMinutes(2) };

    [Fact]
    public async Task Silent_PastItsLeaseWithTheQuorumMet_IsLeftOutAndTheLineageSaysSo()
    {
        var hospitals = await Started("silent", Configuration);
        await hospitals.Submit(1, hospitals.Nodes[0], hospitals.Nodes[1]);

        var round = await Checkpointed(hospitals);
        Assert.True(round.EndedAt > round.Plan.OpenedAt + Configuration.Lease);
        Assert.True(round.EndedAt < round.Plan.Deadline);

        var version = (await hospitals.Version(1).Describe())!;
        Assert.Equal([new Absence(hospitals.Nodes[2], "It did not answer before the round closed.")], version.Absences);
        Assert.Equal([hospitals.Nodes[0], hospitals.Nodes[1]], version.Contributors.Select(c => c.Node));
        Assert.Equal(new PlainTraining(Configuration, hospitals.Nodes.Take(2)).Digests(), [(await hospitals.Version(0).Describe())!.Model.Digest, version.Model.Digest]);

        // Its work is taken back: there is nothing left to do in that round.
        await Eventually.Get(() => OpenWork(hospitals, 2), rounds => !rounds.Contains(1));
    }

    [Fact]
    public async Task Slow_ButMoving_IsWaitedFor()
    {
        var hospitals = await Started("slow", Configuration);
        await hospitals.Submit(1, hospitals.Nodes[0], hospitals.Nodes[1]);

        for (var second = 0; second < 60; second++)
        {
            grid.Clock.Advance(TimeSpan.FromSeconds(1));
            await hospitals.Round(1).Renew(hospitals.Nodes[2], new(100, 0));
            Assert.Equal(RoundPhase.Collecting, (await hospitals.Round(1).Describe())!.Phase);
        }

        await hospitals.Submit(1, hospitals.Nodes[2]);
        await Checkpointed(hospitals);
        Assert.Empty((await hospitals.Version(1).Describe())!.Absences);

        // What was renewed with, and the three updates.
        Assert.Equal(6000 + (3 * sizeof(int) * Hospitals.Model.Layout().ParameterCount), (await hospitals.History())[0].Traffic.Up);
    }

    [Fact]
    public async Task Silent_ButMandatory_IsWaitedForToTheDeadlineAndThenTheRoundIsAbandoned()
    {
        var hospitals = await Started("mandatory", Configuration with { MandatoryNodes = [new("leeds")], MinimumNodes = 1 });
        await hospitals.Submit(1, hospitals.Nodes[0], hospitals.Nodes[1]);

        var round = (await grid.Pass(hospitals.Round(1).Describe, r => r!.Ended))!;
        Assert.Equal((RoundPhase.Abandoned, "Mandatory nodes are missing: leeds."), (round.Phase, round.Reason));
        Assert.True(round.EndedAt > round.Plan.Deadline);

        // The next round starts from the same version; when that fails too, the run does.
        var next = (await grid.Pass(hospitals.Round(2).Describe, r => r is not null))!;
        Assert.Equal((round.Plan.Base, round.Plan.Site.Iteration), (next.Plan.Base, next.Plan.Site.Iteration));

        var run = (await grid.Pass(hospitals.Run.Describe, r => r!.Ended))!;
        Assert.Equal((RunPhase.Failed, "2 rounds in a row were abandoned. The last: Mandatory nodes are missing: leeds."), (run.Phase, run.Reason));
        var rounds = await hospitals.History();
        Assert.Equal([RoundPhase.Abandoned, RoundPhase.Abandoned], rounds.Select(r => r.Phase));
        Assert.Equal(["leeds"], rounds[0].Absences.Select(a => a.Node.Value));
        Assert.Null(await hospitals.Version(1).Describe());
    }

    [Fact]
    public async Task Abandoned_ThenEverybodyAnswers_MakesTheVersionTheUndisturbedRunMakes()
    {
        var hospitals = await Started("second-try", Configuration with { MinimumNodes = 0 });
        await hospitals.Submit(1, hospitals.Nodes[0]);
        await grid.Pass(hospitals.Round(2).Describe, r => r is not null);

        await hospitals.Play();
        Assert.Equal(new PlainTraining(Configuration, hospitals.Nodes).Digests(), await hospitals.Versions());
    }

    [Fact]
    public async Task Deadline_WithTheQuorumMet_ClosesWhoeverIsStillMoving()
    {
        var hospitals = await Started("deadline", Configuration with { Lease = TimeSpan.FromMinutes(2) });
        await hospitals.Submit(1, hospitals.Nodes[0], hospitals.Nodes[1]);

        var round = await Checkpointed(hospitals);
        Assert.True(round.EndedAt > round.Plan.Deadline);
        Assert.Equal(SubmitOutcome.Closed, await hospitals.Submit(round.Plan, hospitals.Nodes[2]));
    }

    [Fact]
    public async Task Submit_AfterTheDeadline_IsTooLateEvenBeforeTheRoundNoticed()
    {
        var hospitals = await Started("late", Configuration);
        var plan = (await hospitals.Opened(1)).Plan;

        // One jump: the submission may overtake the timer.
        grid.Clock.Advance(Configuration.RoundDeadline + TimeSpan.FromTicks(1));
        Assert.True(await hospitals.Submit(plan, hospitals.Nodes[0]) is SubmitOutcome.TooLate or SubmitOutcome.Closed);
    }

    [Fact]
    public async Task Fail_IsReportedAndTheOthersGoOn()
    {
        var hospitals = await Started("failed", Configuration);
        await hospitals.Round(1).Fail(hospitals.Nodes[1], "The disk is full.");
        Assert.Equal(0, (await hospitals.Node<INodeGrain>(hospitals.Nodes[1]).Describe())!.Working);
        await hospitals.Submit(1, hospitals.Nodes[0], hospitals.Nodes[2]);

        // Nobody is awaited any more: no time has to pass.
        await hospitals.Ended(1);
        Assert.Equal([new Absence(hospitals.Nodes[1], "The disk is full.")], (await hospitals.Version(1).Describe())!.Absences);
    }

    [Fact]
    public async Task Fail_ByTooMany_AbandonsAtOnce()
    {
        var hospitals = await Started("all-failed", Configuration);
        foreach (var node in hospitals.Nodes) await hospitals.Round(1).Fail(node, "No data.");

        Assert.Equal("0 of 3 nodes submitted; the quorum is 2.", (await hospitals.Ended(1)).Reason);
    }

    private async Task<Hospitals> Started(string federation, RunConfiguration configuration)
    {
        var hospitals = new Hospitals(grid, federation, "aarhus", "bonn", "leeds");
        await hospitals.Start(configuration);

        return hospitals;
    }

    private async Task<Round> Checkpointed(Hospitals hospitals)
    {
        var round = (await grid.Pass(hospitals.Round(1).Describe, r => r!.Ended))!;
        Assert.Equal(RoundPhase.Checkpointed, round.Phase);
        await hospitals.Settled(r => r.RoundsEnded > 0);

        return round;
    }

    private async Task<IEnumerable<int>> OpenWork(Hospitals hospitals, int node)
    {
        var gateway = new Gateway();
        var observer = grid.Cluster.Client.CreateObjectReference<INodeObserver>(gateway);
        var attachment = await hospitals.Node<INodeConnectionGrain>(hospitals.Nodes[node]).Attach(gateway.Connection, observer, "test", isNew: true);

        return attachment.Work.Select(a => a.Round.Number);
    }
}
