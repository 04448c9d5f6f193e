using Azure;
using Azure.Data.Tables;
using FedGrains.Azure.Clustering;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace FedGrains.Azure.Tests.Clustering;

/// <summary>What is this table's own beyond the list: its rows, its pages, what somebody spoilt, and the gateways that clients find in it.</summary>
public sealed class AzureTableRowsTests(StorageAccount account) : MembershipTables(account)
{
    [Fact]
    public async Task Rows_AreThoseOfOrleansOwnProvider()
    {
        var entry = Suspected();
        await Insert(A, entry);

        TableEntity row = await Table.GetEntityAsync<TableEntity>(ClusterId, "10.0.0.1-11111-1");

        Assert.Equal(
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DeploymentId"] = ClusterId,
                ["Address"] = "10.0.0.1",
                ["Port"] = "11111",
                ["Generation"] = "1",
                ["HostName"] = "host-1",
                ["Status"] = "Active",
                ["ProxyPort"] = "30000",
                ["RoleName"] = "",
                ["SiloName"] = "silo-1",
                ["InstanceName"] = "silo-1",
                ["UpdateZone"] = "0",
                ["FaultZone"] = "0",
                ["SuspectingSilos"] = "10.0.0.2:11111@1",
                ["SuspectingTimes"] = "2026-03-01 08:10:00.000 GMT",
                ["StartTime"] = "2026-03-01 08:00:00.000 GMT",
                ["IAmAliveTime"] = "2026-03-01 08:00:00.000 GMT",
            }.OrderBy(p => p.Key, StringComparer.Ordinal),
            row.Where(p => p.Key is not ("PartitionKey" or "RowKey" or "Timestamp" or "odata.etag")).Select(p => KeyValuePair.Create(p.Key, (string)p.Value)).OrderBy(p => p.Key, StringComparer.Ordinal));

        foreach (var key in new[] { "VersionRow", "!Start", "~End" })
            Assert.Equal("1", (await Table.GetEntityAsync<TableEntity>(ClusterId, key)).Value.GetString("MembershipVersion"));
    }

    [Fact]
    public async Task ReadAll_RowThatSomebodySpoilt_IsLeftOut()
    {
        await Insert(A, Entry(1));
        await Insert(A, Entry(2));
        await Table.UpdateEntityAsync(new TableEntity(ClusterId, "10.0.0.1-11111-1") { ["Status"] = "Perhaps" }, ETag.All, TableUpdateMode.Merge);

        Assert.Equal(Entry(2).SiloAddress, Assert.Single((await A.ReadAllAsync()).Members).Item1.SiloAddress);
    }

    [Fact]
    public async Task ReadAll_ManyPages_IsOneView()
    {
        // A page holds a thousand rows.
        foreach (var batch in Enumerable.Range(1, 1_100).Select(n => Entry(n)).Chunk(100))
            await Table.SubmitTransactionAsync(batch.Select(e => new TableTransactionAction(TableTransactionActionType.Add, SiloRow.Of(ClusterId, e))));

        Assert.Equal(1_100, (await A.ReadAllAsync()).Members.Count);
    }

    [Fact]
    public async Task ReadAll_BoundariesOfAnotherVersion_IsReadAgainAndThenRefused()
    {
        await Insert(A, Entry(1));
        await Table.UpsertEntityAsync(new TableEntity(ClusterId, "~End") { ["MembershipVersion"] = "77" });

        await Assert.ThrowsAsync<OrleansException>(() => A.ReadAllAsync());

        await Table.DeleteEntityAsync(ClusterId, "~End");
        Assert.Single((await A.ReadAllAsync()).Members);
    }

    [Fact]
    public async Task UpdateIAmAlive_RowThatIsNotThere_SaysSoAndMakesNone()
    {
        await Assert.ThrowsAsync<RequestFailedException>(() => A.UpdateIAmAliveAsync(Heartbeat(1, T1)));

        Assert.Empty((await A.ReadAllAsync()).Members);
    }

    [Fact]
    public async Task Gateways_AreTheActiveOnesThatHaveAPort()
    {
        await Insert(A, Entry(1, SiloStatus.Active));
        await Insert(A, Entry(2, SiloStatus.Joining));
        var closed = Entry(3, SiloStatus.Active);
        closed.ProxyPort = 0;
        await Insert(A, closed);
        var gateways = new AzureTableGateways(Clustering(), Cluster(ClusterId), Options.Create(new GatewayOptions()));
        await gateways.InitializeGatewayListProviderAsync(default);

        Assert.Equal(new Uri("gwy.tcp://10.0.0.1:30000/1"), Assert.Single(await gateways.GetGatewaysAsync(default)));
        Assert.True(gateways.IsUpdatable);
    }
}
