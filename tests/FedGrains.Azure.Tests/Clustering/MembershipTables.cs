using System.Net;
using Azure.Data.Tables;
using FedGrains.Azure.Clustering;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace FedGrains.Azure.Tests.Clustering;

/// <summary>Two handles on the table of one cluster, one on that of another in the same table, and silos to put there.</summary>
public abstract class MembershipTables(StorageAccount account) : IAsyncLifetime
{
    protected const int ConcurrentRows = 24;

    private static readonly DateTime s_start = new(2026, 3, 1, 8, 0, 0, DateTimeKind.Utc);

    private readonly string _tableName = StorageAccount.Name("members");

    protected static DateTime T1 { get; } = s_start.AddMinutes(10);

    protected static DateTime T2 { get; } = s_start.AddMinutes(20);

    protected string ClusterId { get; } = StorageAccount.Name("cluster");

    protected IMembershipTable A { get; private set; } = null!;

    protected IMembershipTable B { get; private set; } = null!;

    // Its name begins as the other one's.
    protected IMembershipTable Other { get; private set; } = null!;

    protected TableClient Table => account.Tables.GetTableClient(_tableName);

    public async ValueTask InitializeAsync()
    {
        (A, B, Other) = (Open(ClusterId), Open(ClusterId), Open(ClusterId + "x"));
        foreach (var table in new[] { A, B, Other }) await table.InitializeMembershipTableAsync(true);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected static MembershipEntry Entry(int n, SiloStatus status = SiloStatus.Created, int generation = 1) => new()
    {
        SiloAddress = SiloAddress.New(new IPAddress([10, 0, (byte)(n >> 8), (byte)n]), 11111, generation),
        HostName = $"host-{n}",
        SiloName = $"silo-{n}",
        RoleName = "",
        Status = status,
        ProxyPort = 30000,
        StartTime = s_start,
        IAmAliveTime = s_start,
    };

    protected static MembershipEntry Suspected()
    {
        var entry = Entry(1, SiloStatus.Active);
        entry.SuspectTimes = [Tuple.Create(Entry(2).SiloAddress, T1)];
        return entry;
    }

    protected static MembershipEntry With(MembershipEntry entry, SiloStatus status)
    {
        var next = Entry(entry.SiloAddress.Endpoint.Address.GetAddressBytes()[3], status);
        return next;
    }

    protected static MembershipEntry Heartbeat(int n, DateTime time) => new() { SiloAddress = Entry(n).SiloAddress, IAmAliveTime = time };

    protected static void Spoil(MembershipEntry entry)
    {
        (entry.Status, entry.HostName, entry.ProxyPort) = (SiloStatus.Dead, "spoilt", 1);
        entry.SuspectTimes!.Clear();
    }

    private protected static async Task<MembershipObservation> Read(IMembershipTable table) => MembershipObservation.Of(await table.ReadAllAsync());

    protected static async Task<Tuple<MembershipEntry, string>> Row(IMembershipTable table, int n) => Assert.Single((await table.ReadRowAsync(Entry(n).SiloAddress)).Members);

    protected static Task Insert(IMembershipTable table, MembershipEntry entry) => Commits(table, entry, version => table.InsertRowAsync(entry, version));

    protected static async Task Update(IMembershipTable table, MembershipEntry entry)
    {
        var etag = (await table.ReadRowAsync(entry.SiloAddress)).Members[0].Item2;
        await Commits(table, entry, version => table.UpdateRowAsync(entry, etag, version));
    }

    protected static async Task Commits(IMembershipTable table, MembershipEntry entry, Func<TableVersion, Task<bool>> change)
    {
        var before = await table.ReadAllAsync();

        Assert.True(await change(before.Version.Next()));

        var after = await table.ReadAllAsync();
        Assert.Equal(before.Version.Version + 1, after.Version.Version);
        Assert.NotEqual(before.Version.VersionEtag, after.Version.VersionEtag);
        Assert.Equal(
            before.Members.Select(m => m.Item1).Where(e => !e.SiloAddress.Equals(entry.SiloAddress)).Append(entry).Select(MembershipObservation.Text).Order(StringComparer.Ordinal),
            after.Members.Select(m => MembershipObservation.Text(m.Item1)).Order(StringComparer.Ordinal));
    }

    private protected AzureTableMembership Open(string cluster) => new AzureTableMembership(Clustering(), Cluster(cluster), NullLogger<AzureTableMembership>.Instance);

    protected IOptions<AzureTableClusteringOptions> Clustering() => Options.Create(new AzureTableClusteringOptions { TableName = _tableName, TableServiceClient = account.Tables });

    protected static IOptions<ClusterOptions> Cluster(string id) => Options.Create(new ClusterOptions { ClusterId = id, ServiceId = "fedgrains" });

    protected async Task<int> Rows(string cluster)
    {
        var count = 0;
        await foreach (var _ in Table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"PartitionKey eq {cluster}"))) count++;
        return count;
    }

    protected async Task SameView() => Assert.Equal(await Read(A), await Read(B));

    protected async Task Refuses(Func<Task<bool>> change)
    {
        var before = MembershipObservation.Everything(await A.ReadAllAsync());

        Assert.False(await change());

        Assert.Equal(before, MembershipObservation.Everything(await B.ReadAllAsync()));
    }
}
