using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;

namespace FedGrains.Storage.Tests.Cluster;

/// <summary>A silo that finds its storage by configuration only, stopped and started again on the same folder.</summary>
public sealed class EmbeddedStorageTests : IDisposable
{
    private readonly DataFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task State_SurvivesARestart()
    {
        await using (var cluster = await Started()) await cluster.Client.GetGrain<IDiaryGrain>("leeds").Write(7);

        await using (var cluster = await Started())
        {
            var grain = cluster.Client.GetGrain<IDiaryGrain>("leeds");
            Assert.Equal(7, await grain.Read());
            Assert.True(await grain.ExistedOnActivation());
        }
    }

    [Fact]
    public async Task Reminder_SurvivesARestart()
    {
        await using (var cluster = await Started()) await cluster.Client.GetGrain<IDiaryGrain>("leeds").Remind("deadline");

        await using (var cluster = await Started())
        {
            var grain = cluster.Client.GetGrain<IDiaryGrain>("leeds");
            Assert.True(await grain.IsReminded("deadline"));
            Assert.False(await grain.IsReminded("other"));

            var table = cluster.GetSiloServiceProvider().GetRequiredService<IReminderTable>();
            Assert.Equal(grain.GetGrainId(), Assert.Single((await table.ReadRows(0, 0)).Reminders).GrainId);
        }
    }

    private async Task<InProcessTestCluster> Started()
    {
        var builder = new InProcessTestClusterBuilder(1);
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureSiloHost((_, host) => host.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Orleans:GrainStorage:Default:ProviderType"] = "File",
            ["Orleans:GrainStorage:Default:RootDirectory"] = _folder.In("grains"),
            ["Orleans:Reminders:ProviderType"] = "File",
            ["Orleans:Reminders:RootDirectory"] = _folder.In("reminders"),
        }));

        var cluster = builder.Build();
        await cluster.DeployAsync();
        return cluster;
    }
}
