using System.Globalization;
using Azure;
using Azure.Data.Tables;
using FedGrains.Azure.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace FedGrains.Azure.Clustering;

/// <summary>The members of a cluster in an Azure table, row for row as Orleans' own provider keeps them: one partition for each cluster, one transaction for each change.</summary>
internal sealed partial class AzureTableMembership(IOptions<AzureTableClusteringOptions> options, IOptions<ClusterOptions> cluster, ILogger<AzureTableMembership> logger) : IMembershipTable
{
    private const int ReadAttempts = 5;
    private const int LargestTransaction = 100;

    private readonly string _cluster = cluster.Value.ClusterId;
    private readonly TableClient _table = options.Value.TableServiceClient.GetTableClient(options.Value.TableName);

    public async Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken)
    {
        await _table.CreateIfNotExistsAsync(cancellationToken);

        if (tryInitTableVersion && await _table.GetEntityIfExistsAsync<TableEntity>(_cluster, VersionRow.Key, cancellationToken: cancellationToken) is { HasValue: false })
            await TrySubmit(VersionRow.First(_cluster), cancellationToken);
    }

    public async Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken)
    {
        var rows = await Rows(TableClient.CreateQueryFilter($"PartitionKey eq {_cluster} and (RowKey eq {SiloRow.KeyOf(key)} or RowKey eq {VersionRow.Key})"), cancellationToken);

        return Data(rows);
    }

    public async Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var rows = await Rows(TableClient.CreateQueryFilter($"PartitionKey eq {_cluster}"), cancellationToken);

            if (VersionRow.IsWhole(rows)) return Data(rows);
            if (attempt == ReadAttempts) throw new OrleansException($"Table '{_table.Name}' changed during each of {ReadAttempts} reads of cluster '{_cluster}', or its version rows are damaged.");
        }
    }

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken) =>
        TrySubmit([new(TableTransactionActionType.Add, SiloRow.Of(_cluster, entry)), .. VersionRow.Next(_cluster, tableVersion)], cancellationToken);

    // The table's version guards the row as well. The row's own ETag changes with every heartbeat, and would make a silo that is alive impossible to change.
    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken) =>
        TrySubmit([new(TableTransactionActionType.UpdateReplace, SiloRow.Of(_cluster, entry), ETag.All), .. VersionRow.Next(_cluster, tableVersion)], cancellationToken);

    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken) =>
        _table.UpdateEntityAsync(SiloRow.HeartbeatOf(_cluster, entry), ETag.All, TableUpdateMode.Merge, cancellationToken);

    public async Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken)
    {
        var rows = await Rows(TableClient.CreateQueryFilter($"PartitionKey eq {_cluster} and Status eq {nameof(SiloStatus.Dead)}"), cancellationToken);
        var defunct = rows.Where(r => !VersionRow.IsOne(r) && TryRead(r) is { Status: SiloStatus.Dead } entry && LastHeardOf(entry) < beforeDate.UtcDateTime);

        foreach (var batch in defunct.Chunk(LargestTransaction))
            await TrySubmit(batch.Select(r => new TableTransactionAction(TableTransactionActionType.Delete, r, r.ETag)), cancellationToken);
    }

    public async Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken)
    {
        var rows = await Rows(TableClient.CreateQueryFilter($"PartitionKey eq {clusterId}"), cancellationToken);

        foreach (var batch in rows.Chunk(LargestTransaction))
            await _table.SubmitTransactionAsync(batch.Select(r => new TableTransactionAction(TableTransactionActionType.Delete, r, ETag.All)), cancellationToken);
    }

    Task IMembershipTable.InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion, CancellationToken.None);

    Task IMembershipTable.DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId, CancellationToken.None);

    Task IMembershipTable.CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate, CancellationToken.None);

    Task<MembershipTableData> IMembershipTable.ReadRow(SiloAddress key) => ReadRowAsync(key, CancellationToken.None);

    Task<MembershipTableData> IMembershipTable.ReadAll() => ReadAllAsync(CancellationToken.None);

    Task<bool> IMembershipTable.InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion, CancellationToken.None);

    Task<bool> IMembershipTable.UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion, CancellationToken.None);

    Task IMembershipTable.UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry, CancellationToken.None);

    // To the millisecond that the table keeps.
    private static DateTime LastHeardOf(MembershipEntry entry) =>
        (entry.SuspectTimes ?? []).Select(s => s.Item2).Append(entry.StartTime).Append(entry.IAmAliveTime).Max();

    private async Task<bool> TrySubmit(IEnumerable<TableTransactionAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            await _table.SubmitTransactionAsync(actions, cancellationToken);

            return true;
        }
        catch (RequestFailedException e) when (Conflicts.Lost(e) || IsAbsent(e))
        {
            LogLost(_table.Name, e.Status, e.ErrorCode);

            return false;
        }
    }

    // A row that is not there; a table that is not there is a fault.
    private static bool IsAbsent(RequestFailedException e) =>
        e.Status == Conflicts.NotFound && (e.ErrorCode is "ResourceNotFound" or "EntityNotFound");

    private async Task<List<TableEntity>> Rows(string filter, CancellationToken cancellationToken)
    {
        var rows = new List<TableEntity>();
        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken)) rows.Add(row);

        return rows;
    }

    private MembershipTableData Data(List<TableEntity> rows)
    {
        var version = rows.Find(r => r.RowKey == VersionRow.Key) ?? throw new OrleansException(string.Create(CultureInfo.InvariantCulture,
            $"Table '{_table.Name}' has no version of cluster '{_cluster}': it was never initialised, or its rows were deleted while silos ran. Restart the silos."));

        return new(
            [.. rows.Where(r => !VersionRow.IsOne(r)).Select(r => (Entry: TryRead(r), Etag: r.ETag.ToString())).Where(r => r.Entry is not null).Select(r => Tuple.Create(r.Entry!, r.Etag))],
            VersionRow.Read(version));
    }

    // One row that somebody has spoilt must not keep a cluster down.
    private MembershipEntry? TryRead(TableEntity row)
    {
        try
        {
            return SiloRow.Read(row);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            LogSpoilt(_table.Name, row.RowKey, e);

            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Membership: a change of table '{Table}' lost against another one ({Status} {Code})")]
    private partial void LogLost(string table, int status, string? code);

    [LoggerMessage(Level = LogLevel.Error, Message = "Membership: table '{Table}' has a row '{Row}' that cannot be read; it is left out")]
    private partial void LogSpoilt(string table, string row, Exception e);
}
