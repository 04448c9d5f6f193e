using Azure.Storage.Blobs;
using FedGrains.Azure.Grains;
using FedGrains.Storage.Tests.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace FedGrains.Azure.Tests.Grains;

public sealed class AzureBlobGrainStorageTests : GrainStorageContract, IDisposable
{
    private static readonly GrainId Leeds = GrainId.Create("fedgrains.node", "cardio/leeds");

    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();
    private readonly BlobServiceClient _blobs;
    private readonly string _container = StorageAccount.Name("grainstate");

    public AzureBlobGrainStorageTests(StorageAccount account)
    {
        _blobs = account.Blobs;
        Storage = Restarted();
    }

    protected override IGrainStorage Storage { get; }

    private BlobContainerClient Container => _blobs.GetBlobContainerClient(_container);

    public void Dispose() => _services.Dispose();

    protected override IGrainStorage Restarted() => Open(deleteOnClear: true);

    [Fact]
    public async Task Blob_IsCalledAsOrleansOwnProviderCallsIt()
    {
        await Storage.WriteStateAsync("counter", GrainId.Create("counter", "k/1?x"), new GrainState<TestState> { State = new() { Number = 7 } }, default);

        var blob = Container.GetBlobClient("counter-counter/k/1?x.json");
        var found = (await blob.DownloadContentAsync()).Value;

        Assert.StartsWith("{\"Number\":7,", found.Content.ToString(), StringComparison.Ordinal);
        Assert.Equal("application/octet-stream", found.Details.ContentType);
    }

    [Fact]
    public async Task Clear_KeepingTheBlob_EmptiesIt()
    {
        var storage = Open(deleteOnClear: false);
        var state = new GrainState<TestState> { State = new() { Number = 7 } };
        await storage.WriteStateAsync("node", Leeds, state, default);

        await storage.ClearStateAsync("node", Leeds, state, default);

        Assert.False(state.RecordExists);
        Assert.NotNull(state.ETag);
        var read = new GrainState<TestState>();
        await storage.ReadStateAsync("node", Leeds, read, default);
        Assert.Equal((false, state.ETag, 0), (read.RecordExists, read.ETag, read.State!.Number));
        await storage.WriteStateAsync("node", Leeds, read, default);
    }

    [Fact]
    public async Task Read_BlobThatIsNoState_IsAnErrorThatNamesIt()
    {
        await Storage.WriteStateAsync("node", Leeds, new GrainState<TestState> { State = new() }, default);
        await Container.GetBlobClient("node-fedgrains.node/cardio/leeds.json").UploadAsync(BinaryData.FromString("{"), overwrite: true);

        var fault = await Assert.ThrowsAsync<FedGrains.Storage.StorageException>(() => Storage.ReadStateAsync("node", Leeds, new GrainState<TestState>(), default));

        Assert.Contains("node-fedgrains.node/cardio/leeds.json", fault.Message, StringComparison.Ordinal);
    }

    private AzureBlobGrainStorage Open(bool deleteOnClear) => new(
        "Default",
        new() { BlobServiceClient = _blobs, ContainerName = _container, DeleteStateOnClear = deleteOnClear, GrainStorageSerializer = new SystemTextJsonGrainStorageSerializer(Options.Create(new SystemTextJsonGrainStorageSerializerOptions())) },
        _services.GetRequiredService<IActivatorProvider>());
}
