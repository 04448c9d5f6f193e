using System.Diagnostics;

using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;

namespace FedGrains.Gateway.Tests;

public sealed class StopTests
{
    // What a host gives its services before it breaks them off.
    private static readonly TimeSpan s_shutdownTimeout = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Stop_SitesConnected_EndsTheirConnectionsAndDoesNotWaitForThem()
    {
        await using var coordinator = new TestCoordinator();
        await coordinator.InitializeAsync();
        var (federation, _) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var sites = federation;
        var gone = Task.WhenAll(federation["amber"].Line.Gone(), federation["birch"].Line.Gone());

        var stopping = Stopwatch.StartNew();
        await coordinator.Stop();
        await gone;

        Assert.True(stopping.Elapsed < s_shutdownTimeout / 2, $"It took {stopping.Elapsed}.");
    }
}
