using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>A site that never comes back holds nobody up for ever, and its absence is on the record.</summary>
[Collection(OneAtATime.Name)]
public sealed class AbsentSiteTests
{
    [Fact]
    public async Task LostSite_WithQuorum_RunFinishesAndLineageNamesIt()
    {
        await using var federation = await LoopbackFederation.Start("northfield", "riverside", "lakeview");
        await federation.KillSite("riverside");
        await federation.StartRun("run", Runs.Quick(2) with { MinimumNodes = 2, Lease = TimeSpan.FromSeconds(1) });

        var run = await federation.Finished("run");
        var version = await federation.Version("run", 2);

        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.All(await federation.Rounds("run"), r => Assert.Equal("riverside", Assert.Single(r.Absences).Node.Value));
        Assert.Equal("riverside", Assert.Single(version!.Absences).Node.Value);
        Assert.Equal(["lakeview", "northfield"], version.Contributors.Select(c => c.Node.Value));
    }

    [Fact]
    public async Task LostMandatorySite_RunFailsWithItsName()
    {
        await using var federation = await LoopbackFederation.Start("northfield", "riverside");
        await federation.KillSite("riverside");
        await federation.StartRun("run", Runs.Quick(2) with
        {
            MinimumNodes = 1,
            MandatoryNodes = [new("riverside")],
            Lease = TimeSpan.FromSeconds(1),
            RoundDeadline = TimeSpan.FromSeconds(2),
            AbandonedRoundLimit = 2,
        });

        var run = await federation.Finished("run");

        Assert.Equal(RunPhase.Failed, run.Phase);
        Assert.Equal(0, run.Latest.Version);
        Assert.Contains("riverside", run.Reason, StringComparison.Ordinal);
    }
}
