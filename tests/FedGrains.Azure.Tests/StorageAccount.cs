using System.Globalization;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using FedGrains.Azure.Connections;
using FedGrains.Azure.Tests;
using FedGrains.Cli.Emulators;

[assembly: AssemblyFixture(typeof(StorageAccount))]

namespace FedGrains.Azure.Tests;

/// <summary>One storage account for all tests; each takes tables and containers of its own in it.</summary>
public sealed class StorageAccount : IAsyncLifetime
{
    private static int s_names;

    private AzuriteServer? _server;

    public string ConnectionString => _server!.ConnectionString;

    public TableServiceClient Tables => AzureClients.Tables(ConnectionString);

    public BlobServiceClient Blobs => AzureClients.Blobs(ConnectionString);

    /// <summary>A name that nobody else has.</summary>
    public static string Name(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{Interlocked.Increment(ref s_names)}");

    public async ValueTask InitializeAsync() => _server = await AzuriteServer.Start();

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
}
