using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>A site dies before, while and after it sends. A finished update is sent again, never made again.</summary>
[Collection(OneAtATime.Name)]
public sealed class SiteCrashTests
{
    private const int Rounds = 30;
    private const string Victim = "riverside";

    private static readonly string[] Hospitals = ["northfield", Victim];

    // What a site writes down: its finished update, what it spends of its data's privacy, its job's state, the list of its jobs; and what it throws away.
    private static readonly string[] Steps = ["put:1", "put:2", "ledger:1", "jobs:1", "area-delete:1", "job:1", "job:2", "job:3", "job:4"];

    [Fact]
    public async Task EveryDurableStep_KillBeforeAndAfter_SameModelAndFinishedUpdatesAreKept()
    {
        await using var federation = await LoopbackFederation.Start(Hospitals);
        await federation.StartRun("undisturbed", Runs.Quick(Rounds));
        var undisturbed = await federation.Finished("undisturbed");
        var before = federation.Trainings(Victim);

        await federation.KillSite(Victim);
        await federation.StartRun("disturbed", Runs.Quick(Rounds));
        string[] crashes = [.. Steps.SelectMany(s => new[] { $"{s}:before", $"{s}:after" })];

        foreach (var crash in crashes)
        {
            federation.StartSite(Victim, crash);
            await federation.SiteDied(Victim, crash);
        }

        federation.StartSite(Victim);
        var disturbed = await federation.Finished("disturbed");

        Assert.Equal(RunPhase.Completed, disturbed.Phase);
        Assert.Equal(undisturbed.Latest.Digest, disturbed.Latest.Digest);

        // Only a death between the start of a training and the commit of its update can cost a second training.
        var repeated = federation.Trainings(Victim).Sum(t => t.Value - before[t.Key] - 1);
        Assert.InRange(repeated, 0, crashes.Length);
        Assert.All(federation.Trainings("northfield"), t => Assert.Equal(2, t.Value));
    }

    [Fact]
    public async Task FinishedUpdate_KillBeforeItIsSent_IsSentAndNotMadeAgain()
    {
        await using var federation = await LoopbackFederation.Start(Hospitals);
        await federation.KillSite(Victim);
        await federation.StartRun("run", Runs.Quick(1));

        // The job's first durable state is the finished update.
        federation.StartSite(Victim, "job:1:after");
        await federation.SiteDied(Victim, "job:1:after");
        Assert.Equal(new() { [1] = 1 }, federation.Trainings(Victim));

        federation.StartSite(Victim);
        var run = await federation.Finished("run");

        Assert.Equal(RunPhase.Completed, run.Phase);
        Assert.Equal(new() { [1] = 1 }, federation.Trainings(Victim));
    }
}
