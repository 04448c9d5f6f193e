using FedGrains.Site.Jobs;

namespace FedGrains.Site.Tests.Testing;

/// <summary>A site on a folder of a test's own, whose coordinator is a fake that hands it work.</summary>
public abstract class JobTests : IAsyncLifetime, IDisposable
{
    private protected TemporaryFolder Folder { get; } = new();

    private protected FakeCoordinator Coordinator { get; } = new();

    private protected CountingTrainer Trainer { get; } = new();

    private protected FakeGateway Gateway { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Gateway = await FakeGateway.Start(Coordinator);

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public void Dispose()
    {
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Task<SiteUnderTest> Start(CountingTrainer? trainer = null) => SiteUnderTest.Start(Folder, Gateway.Address, trainer ?? Trainer);

    private protected static Task Reaches(SiteUnderTest site, string job, JobPhase phase) =>
        Until.True(async () => (await site.Grains.GetGrain<ITrainingJobGrain>(job).Describe()).Phase == phase);
}
