using FedGrains.Core.Models;
using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>The line between a site and the gateway is cut while updates are on it.</summary>
[Collection(OneAtATime.Name)]
public sealed class ConnectionCutTests
{
    private const int Rounds = 3;

    // About 2 MB an update: large enough to be cut in the middle.
    private static RunConfiguration Large => Runs.Quick(Rounds) with { Model = ModelDefinition.Perceptron(Runs.Features, [1000, 500], 1) };

    [Fact]
    public async Task CutWhileUploading_UpdateIsResumedAndNotMadeAgain()
    {
        await using var federation = await LoopbackFederation.Start("northfield", "lakeview");
        await federation.StartRun("undisturbed", Large);
        var undisturbed = await federation.Finished("undisturbed");

        await using var proxy = new CuttingProxy(federation.Gateway, 2_500, 300_000, 700_000, 1_500_000, 20_000);
        await federation.KillSite("lakeview");
        federation.Redirect("lakeview", proxy.Address);
        federation.StartSite("lakeview");
        await federation.AllReady(2);
        await federation.StartRun("disturbed", Large);
        var disturbed = await federation.Finished("disturbed");

        Assert.True(disturbed.Phase is RunPhase.Completed, $"{disturbed.Reason} {string.Join(" ", (await federation.Rounds("disturbed")).SelectMany(r => r.Absences).Select(a => a.Reason))}");
        Assert.Equal(5, proxy.Cut);
        Assert.Equal(undisturbed.Latest.Digest, disturbed.Latest.Digest);
        Assert.All(federation.Trainings("lakeview"), t => Assert.Equal(2, t.Value));
    }
}
