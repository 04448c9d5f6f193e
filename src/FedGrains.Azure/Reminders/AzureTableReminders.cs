using Azure;
using Azure.Data.Tables;
using FedGrains.Azure.Connections;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace FedGrains.Azure.Reminders;

/// <summary>Reminders in an Azure table, row for row as Orleans' own provider keeps them.</summary>
internal sealed partial class AzureTableReminders(IOptions<AzureTableReminderOptions> options, IOptions<ClusterOptions> cluster, ILogger<AzureTableReminders> logger) : IReminderTable
{
    private readonly string _service = cluster.Value.ServiceId;
    private readonly string _cluster = cluster.Value.ClusterId;
    private readonly TableClient _table = options.Value.TableServiceClient.GetTableClient(options.Value.TableName);

    public Task StartAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    public Task<ReminderTableData> ReadRows(GrainId grainId, CancellationToken cancellationToken)
    {
        var (after, upTo) = ReminderRow.KeysOf(grainId);

        return Read(TableClient.CreateQueryFilter($"PartitionKey eq {ReminderRow.PartitionOf(_service, grainId.GetUniformHashCode())} and RowKey gt {after} and RowKey le {upTo}"), cancellationToken, row => row.GrainId == grainId);
    }

    // A range of the ring is (begin, end]; where it does not grow it wraps around, so that begin = end is the whole ring.
    public Task<ReminderTableData> ReadRows(uint begin, uint end, CancellationToken cancellationToken)
    {
        var (first, last) = (_service + "_", _service + (char)('_' + 1));
        var (after, upTo) = (ReminderRow.PartitionOf(_service, begin), ReminderRow.PartitionOf(_service, end));
        var ours = TableClient.CreateQueryFilter($"PartitionKey gt {first} and PartitionKey le {last}");

        return Read(
            begin < end ? $"{ours} and {TableClient.CreateQueryFilter($"PartitionKey gt {after} and PartitionKey le {upTo}")}"
            : begin > end ? $"{ours} and ({TableClient.CreateQueryFilter($"PartitionKey gt {after} or PartitionKey le {upTo}")})"
            : ours,
            cancellationToken);
    }

    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName, CancellationToken cancellationToken)
    {
        var found = await _table.GetEntityIfExistsAsync<TableEntity>(ReminderRow.PartitionOf(_service, grainId.GetUniformHashCode()), ReminderRow.KeyOf(grainId, reminderName), cancellationToken: cancellationToken);

        return found.HasValue ? TryRead(found.Value!) : null;
    }

    public async Task<string?> UpsertRow(ReminderEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            var written = await _table.UpsertEntityAsync(ReminderRow.Of(entry, _service, _cluster), TableUpdateMode.Replace, cancellationToken);

            return entry.ETag = written.Headers.ETag?.ToString();
        }
        catch (RequestFailedException e) when (Conflicts.Lost(e))
        {
            return null;
        }
    }

    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await _table.DeleteEntityAsync(ReminderRow.PartitionOf(_service, grainId.GetUniformHashCode()), ReminderRow.KeyOf(grainId, reminderName), new ETag(eTag), cancellationToken);

            return answer.Status != Conflicts.NotFound;
        }
        catch (RequestFailedException e) when (Conflicts.Lost(e) || e.Status == Conflicts.NotFound)
        {
            return false;
        }
    }

    public async Task TestOnlyClearTable(CancellationToken cancellationToken)
    {
        await foreach (var row in _table.QueryAsync<TableEntity>(TableClient.CreateQueryFilter($"ServiceId eq {_service} and DeploymentId eq {_cluster}"), cancellationToken: cancellationToken))
            await _table.DeleteEntityAsync(row, ETag.All, cancellationToken);
    }

    public Task<ReminderTableData> ReadRows(GrainId grainId) => ReadRows(grainId, CancellationToken.None);

    public Task<ReminderTableData> ReadRows(uint begin, uint end) => ReadRows(begin, end, CancellationToken.None);

    public Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) => ReadRow(grainId, reminderName, CancellationToken.None);

    public Task<string?> UpsertRow(ReminderEntry entry) => UpsertRow(entry, CancellationToken.None);

    public Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) => RemoveRow(grainId, reminderName, eTag, CancellationToken.None);

    public Task TestOnlyClearTable() => TestOnlyClearTable(CancellationToken.None);

    private async Task<ReminderTableData> Read(string filter, CancellationToken cancellationToken, Func<ReminderEntry, bool>? wanted = null)
    {
        var found = new List<ReminderEntry>();

        await foreach (var row in _table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken))
        {
            // Keys are sanitised, and a prefix of another service's name may sort among ours.
            if (row.GetString("ServiceId") == _service && TryRead(row) is { } entry && (wanted is null || wanted(entry))) found.Add(entry);
        }

        return new(found);
    }

    // One row that somebody has spoilt must not silence the others.
    private ReminderEntry? TryRead(TableEntity row)
    {
        try
        {
            return ReminderRow.Read(row);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            LogSpoilt(_table.Name, row.PartitionKey, row.RowKey, e);

            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Reminders: table '{Table}' has a row '{Partition}'/'{Row}' that cannot be read; it is left out. Its grain registers the reminder again when it is next called")]
    private partial void LogSpoilt(string table, string partition, string row, Exception e);
}
