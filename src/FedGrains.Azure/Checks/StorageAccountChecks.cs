using Azure;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using FedGrains.Azure.Connections;
using FedGrains.Storage.Checks;

namespace FedGrains.Azure.Checks;

/// <summary>Whether a storage account takes what a coordinator keeps in it.</summary>
public static class StorageAccountChecks
{
    private const string Blobs = "storage, blobs";
    private const string Tables = "storage, tables";
    private const string ProbeTable = "FedGrainsDoctor";

    /// <summary>Writes, reads and deletes in a blob container and in a table, and compares the clocks.</summary>
    public static async IAsyncEnumerable<Finding> Run(AzureSettings settings, TimeProvider clock, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(clock);
        var identity = AzureClients.Identity(settings.ClientId);
        var blobs = AzureClients.Blobs(settings.Storage.BlobsConnection, identity);
        DateTimeOffset? date = null;

        yield return await Tried(Blobs, $"'{blobs.AccountName}' takes, gives back and deletes blobs.", async () => date = await ProbeBlobs(blobs.GetBlobContainerClient(settings.Storage.Container), cancellationToken));
        yield return await Tried(Tables, $"'{blobs.AccountName}' takes, gives back and deletes rows.", () => ProbeTables(AzureClients.Tables(settings.Storage.TablesConnection, identity), cancellationToken));

        if (date is { } theirs) yield return MachineChecks.Clocks("the storage account's", theirs, clock.GetUtcNow());
    }

    private static async Task<DateTimeOffset?> ProbeBlobs(BlobContainerClient container, CancellationToken cancellationToken)
    {
        await container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        var blob = container.GetBlobClient($"doctor/{Guid.NewGuid():n}");
        await blob.UploadAsync(new BinaryData("probe"), cancellationToken);
        await blob.DownloadContentAsync(cancellationToken);

        return (await blob.DeleteAsync(cancellationToken: cancellationToken)).Headers.Date;
    }

    private static async Task ProbeTables(TableServiceClient tables, CancellationToken cancellationToken)
    {
        var table = tables.GetTableClient(ProbeTable);
        await table.CreateIfNotExistsAsync(cancellationToken);
        var row = new TableEntity("doctor", Guid.NewGuid().ToString("n"));
        await table.AddEntityAsync(row, cancellationToken);
        await table.GetEntityAsync<TableEntity>(row.PartitionKey, row.RowKey, cancellationToken: cancellationToken);
        await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, ETag.All, cancellationToken);
    }

    private static async Task<Finding> Tried(string subject, string good, Func<Task> probe)
    {
        try
        {
            await probe();
            return Finding.Good(subject, good);
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            return Finding.Fault(subject, AzureFailure.Reason(e));
        }
    }
}
