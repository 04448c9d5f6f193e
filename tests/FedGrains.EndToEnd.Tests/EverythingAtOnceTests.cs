using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>A power cut: every process dies at once, again and again, and comes back.</summary>
[Collection(OneAtATime.Name)]
public sealed class EverythingAtOnceTests
{
    private const int Rounds = 40;

    private static readonly string[] Hospitals = ["northfield", "lakeview"];

    [Fact]
    public async Task AllProcesses_KilledTogether_RunGoesOnToTheSameModel()
    {
        await using var federation = await LoopbackFederation.Start(Hospitals);
        await federation.StartRun("undisturbed", Runs.Quick(Rounds));
        var undisturbed = await federation.Finished("undisturbed");

        await federation.StartRun("disturbed", Runs.Quick(Rounds));

        foreach (var round in new[] { 2, 9, 17 })
        {
            await federation.Run("disturbed", r => r.RoundsEnded >= round);
            await federation.KillEverything();
            await federation.StartCoordinator();
            foreach (var hospital in Hospitals) federation.StartSite(hospital);
        }

        var disturbed = await federation.Finished("disturbed");

        Assert.Equal(RunPhase.Completed, disturbed.Phase);
        Assert.Equal(undisturbed.Latest.Digest, disturbed.Latest.Digest);
    }
}
