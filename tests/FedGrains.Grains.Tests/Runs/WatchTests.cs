using FedGrains.Core.Runs;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Runs;

[Collection(SharedClockedGrid.Name)]
public sealed class WatchTests(ClockedGrid grid)
{
    [Fact]
    public async Task Watch_NothingChanges_ReturnsTheRunAsItIsAfterAWhile()
    {
        var hospitals = new Hospitals(grid, "watched", "aarhus");
        await hospitals.Start();

        var watch = hospitals.Run.Watch(0, RunPhase.Running, CancellationToken.None);
        await grid.Pass(() => Task.FromResult(watch.IsCompleted), done => done);

        Assert.Equal(RunPhase.Running, (await watch)!.Phase);
    }

    [Fact]
    public async Task Watch_GivenUp_IsCancelledAndHarmsNobody()
    {
        var hospitals = new Hospitals(grid, "given-up", "aarhus");
        await hospitals.Start();
        using var cancellation = new CancellationTokenSource();

        var watch = hospitals.Run.Watch(0, RunPhase.Running, cancellation.Token);
        await hospitals.Run.Describe();
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watch);
        Assert.Equal(RunPhase.Completed, (await hospitals.Play()).Phase);
    }
}
