using FedGrains.Site.Jobs;
using FedGrains.Site.Tests.Testing;

namespace FedGrains.Site.Tests.Jobs;

public sealed class JobDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Add_DropsTheOldest_ButNeverOneUnderWay()
    {
        await using var site = await SiteUnderTest.Start(_folder, new("http://127.0.0.1:1"));
        var directory = site.Grains.GetGrain<IJobDirectoryGrain>(IJobDirectoryGrain.Key);
        foreach (var job in new[] { "run/1", "run/2", "run/3" }) Assert.Empty(await directory.Add(job, 3, [], []));

        Assert.Equal(["run/2"], await directory.Add("run/4", 2, ["run/1"], []));
        Assert.Equal(["run/2"], await directory.Add("run/4", 2, ["run/1"], []));
        Assert.Equal(["run/1", "run/2", "run/3", "run/4"], await directory.List());

        Assert.Empty(await directory.Add("run/4", 2, ["run/1"], ["run/2"]));
        Assert.Equal(["run/1", "run/3", "run/4"], await directory.List());
    }
}
