using Azure.Storage.Blobs;
using FedGrains.Azure.Sealing;
using FedGrains.Core.Json;
using FedGrains.Privacy.Keys;
using FedGrains.Storage;
using FedGrains.Storage.Tests.Grains;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Orleans.Serialization;
using Orleans.Storage;

namespace FedGrains.Azure.Tests.Sealing;

public sealed class DataKeysTests(StorageAccount account) : IAsyncLifetime
{
    private readonly MemoryVault _vault = new();
    private readonly FakeTimeProvider _clock = new(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly List<DataKeys> _opened = [];
    private BlobContainerClient _container = null!;

    public async ValueTask InitializeAsync()
    {
        _container = account.Blobs.GetBlobContainerClient(StorageAccount.Name("keys"));
        await _container.CreateAsync();
    }

    public ValueTask DisposeAsync()
    {
        foreach (var keys in _opened) keys.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Open_ByAnotherProcess_IsWhatWasSealed()
    {
        var bytes = SealedBytes.Seal(await Keys().Seal(), "content"u8);

        var chunks = await Keys().Open(SealedHeader.Read(bytes)!);

        Assert.Equal("content"u8, SealedBytes.Open(chunks, bytes, "It"));
    }

    [Fact]
    public async Task Seal_SeveralProcesses_ShareTheDaysKey()
    {
        var first = (await Keys().Seal()).Header.Key;
        _clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(first, (await Keys().Seal()).Header.Key);

        _clock.Advance(TimeSpan.FromHours(2));
        Assert.NotEqual(first, (await Keys().Seal()).Header.Key);
    }

    [Fact]
    public async Task Vault_IsAskedOnceInAKeysLife()
    {
        var sealedOnce = SealedBytes.Seal(await Keys().Seal(), "content"u8);
        var keys = Keys();
        var header = SealedHeader.Read(sealedOnce)!;

        for (var n = 0; n < 5; n++) await keys.Open(header);
        Assert.Equal(1, _vault.Unwraps);

        _clock.Advance(TimeSpan.FromMinutes(10));
        await keys.Open(header);
        Assert.Equal(2, _vault.Unwraps);
    }

    // Access that was taken away ends; and what is out comes back without a restart.
    [Fact]
    public async Task Vault_Out_HoldsUpAfterTheKeysLifeAndLosesNothing()
    {
        var keys = Keys();
        var bytes = SealedBytes.Seal(await keys.Seal(), "content"u8);
        _vault.IsOut = true;
        await keys.Seal();

        _clock.Advance(TimeSpan.FromMinutes(11));
        await Assert.ThrowsAsync<KeyVaultException>(() => keys.Seal().AsTask());
        await Assert.ThrowsAsync<KeyVaultException>(() => keys.Open(SealedHeader.Read(bytes)!).AsTask());

        _vault.IsOut = false;
        var chunks = await keys.Open(SealedHeader.Read(bytes)!);
        Assert.Equal("content"u8, SealedBytes.Open(chunks, bytes, "It"));
    }

    [Fact]
    public async Task Rewrap_AfterRotation_ChangesTheKeysAndNothingTheySeal()
    {
        var keys = Keys();
        var bytes = SealedBytes.Seal(await keys.Seal(), "content"u8);
        await _vault.Rotate("fedgrains-storage");

        Assert.Equal(1, await keys.Rewrap());
        Assert.Equal(0, await keys.Rewrap());

        var file = DataKeyFile.Read((await _container.GetBlobClient($"keys/{SealedHeader.Read(bytes)!.Key:n}.json").DownloadContentAsync()).Value.Content.ToMemory().Span);
        Assert.Equal("fedgrains-storage/v2", file.Key);
        var chunks = await Keys().Open(SealedHeader.Read(bytes)!);
        Assert.Equal("content"u8, SealedBytes.Open(chunks, bytes, "It"));
    }

    [Fact]
    public async Task Open_KeyThatIsGone_NamesIt()
    {
        var header = SealedHeader.New(Guid.NewGuid(), 1024);

        Assert.Contains($"keys/{header.Key:n}.json", (await Assert.ThrowsAsync<StorageException>(() => Keys().Open(header).AsTask())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_IsSealed_AndWhatWasWrittenBeforeIsStillRead()
    {
        var options = new SystemTextJsonGrainStorageSerializerOptions();
        CoreJson.Configure(options.JsonSerializerOptions);
        var inner = new SystemTextJsonGrainStorageSerializer(Options.Create(options));
        var serializer = new SealedStateSerializer(inner, Keys());

        var bytes = serializer.Serialize(new TestState { Number = 7, Text = "leeds" });

        Assert.DoesNotContain("leeds", System.Text.Encoding.Latin1.GetString(bytes.ToMemory().Span), StringComparison.Ordinal);
        Assert.Equal(7, serializer.Deserialize<TestState>(bytes)!.Number);
        Assert.Equal(8, serializer.Deserialize<TestState>(inner.Serialize(new TestState { Number = 8 }))!.Number);
    }

    private DataKeys Keys()
    {
        var options = new DataKeyOptions();
        var keys = new DataKeys(new(_container, _vault, options.VaultKey), options, _clock);
        _opened.Add(keys);

        return keys;
    }
}
