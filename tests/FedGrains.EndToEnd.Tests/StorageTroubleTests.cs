using FedGrains.Cli.Emulators;
using FedGrains.Core.Runs;
using FedGrains.EndToEnd.Tests.Processes;

using Microsoft.AspNetCore.Http;

namespace FedGrains.EndToEnd.Tests;

/// <summary>A storage account that is busy, contradicts, is slow, or full, while two silos and three sites make a model. It is the undisturbed run's, and nobody trains twice.</summary>
[Collection(OneAtATime.Name)]
public sealed class StorageTroubleTests
{
    private const int Rounds = 3;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(4);
    private static readonly string[] s_hospitals = ["northfield", "riverside", "lakeview"];

    [Fact]
    public async Task Storage_BusyContraryFullAndSlow_SameModelAndNobodyTrainsTwice()
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-azurite-");

        try
        {
            await using var azurite = await AzuriteServer.Start(folder.FullName);
            await using var storage = await TroubledStorage.Start(azurite.Blobs, azurite.Tables);
            await using var federation = await LoopbackFederation.StartShared(storage.Through(azurite.ConnectionString), ["two"], s_hospitals);
            var undisturbed = await Finished(federation, "undisturbed");

            // Every eleventh request.
            storage.Trouble = (_, number) => number % 11 == 0 ? StatusCodes.Status503ServiceUnavailable : null;
            await Same(federation, "busy", undisturbed);
            var (busy, conditional) = (storage.Troubled, 0);
            Assert.True(busy > 0);

            // Every fifth write that is made under a condition, as if another had been first.
            storage.Trouble = (request, _) => HttpMethods.IsPut(request.Method) && request.Headers.IfMatch.Count > 0 && Interlocked.Increment(ref conditional) % 5 == 0 ? StatusCodes.Status412PreconditionFailed : null;
            await Same(federation, "contrary", undisturbed);
            Assert.True(storage.Troubled > busy);

            storage.Trouble = (_, _) => null;
            storage.Delay = TimeSpan.FromMilliseconds(100);
            await Same(federation, "slow", undisturbed);
            storage.Delay = TimeSpan.Zero;

            await federation.StartRun("full", Runs.Quick(Rounds));
            await federation.Run("full", r => r.Ended || r.Latest.Version >= 1, s_patience);
            var before = storage.Troubled;
            storage.Trouble = (request, _) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) ? null : StatusCodes.Status507InsufficientStorage;
            await Eventually.Holds(() => Task.FromResult(storage.Troubled > before + 10), s_patience, "writes are refused");
            storage.Trouble = (_, _) => null;
            await Same(federation, "full", undisturbed, started: true);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<Run> Finished(LoopbackFederation federation, string run)
    {
        await federation.StartRun(run, Runs.Quick(Rounds));

        return await federation.Finished(run, s_patience);
    }

    private static async Task Same(LoopbackFederation federation, string name, Run undisturbed, bool started = false)
    {
        var before = s_hospitals.ToDictionary(h => h, h => federation.Trainings(h));
        var run = started ? await federation.Finished(name, s_patience) : await Finished(federation, name);

        Assert.Equal((RunPhase.Completed, undisturbed.Latest.Digest), (run.Phase, run.Latest.Digest));
        Assert.All(await federation.Rounds(name), r => Assert.Empty(r.Absences));
        if (!started) Assert.All(s_hospitals, h => Assert.All(Enumerable.Range(1, Rounds), i => Assert.Equal(before[h][i] + 1, federation.Trainings(h)[i])));
    }
}
