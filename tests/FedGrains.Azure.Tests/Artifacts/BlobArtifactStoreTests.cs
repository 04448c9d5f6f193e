using System.Text;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FedGrains.Azure.Artifacts;
using FedGrains.Azure.Sealing;
using FedGrains.Azure.Tests.Sealing;
using FedGrains.Core.Identifiers;
using FedGrains.Storage;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Tests.Artifacts;
using Microsoft.Extensions.Time.Testing;

namespace FedGrains.Azure.Tests.Artifacts;

public sealed class BlobArtifactStoreTests : ArtifactStoreContract, IDisposable
{
    private readonly MemoryVault _vault = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly List<DataKeys> _keys = [];
    private readonly BlobContainerClient _container;

    public BlobArtifactStoreTests(StorageAccount account)
    {
        _container = account.Blobs.GetBlobContainerClient(StorageAccount.Name("artifacts"));
        _container.Create();
        Store = Restarted();
    }

    protected override IArtifactStore Store { get; }

    protected override int KeptInPiecesOf => DataKeys.ChunkSize;

    protected override bool StagesOutliveProcesses => true;

    public void Dispose()
    {
        foreach (var keys in _keys) keys.Dispose();
    }

    protected override IArtifactStore Restarted()
    {
        var options = new DataKeyOptions();
        var keys = new DataKeys(new(_container, _vault, options.VaultKey), options, TimeProvider.System);
        _keys.Add(keys);

        return new BlobArtifactStore(_container, keys, _clock);
    }

    [Fact]
    public async Task Account_ReadsNothing()
    {
        var content = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a patient of leeds ", 20_000)));
        await Store.Put(content);
        var upload = await Store.Upload("u", content.Length);
        await upload.Append(content);
        await upload.DisposeAsync();
        await (await Store.Stage("s", content.Length)).Write(0, content);

        await foreach (var item in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, null, default))
        {
            var bytes = (await _container.GetBlobClient(item.Name).DownloadContentAsync()).Value.Content.ToMemory();

            Assert.True(bytes.Span.IndexOf("patient"u8) < 0, item.Name);
            Assert.DoesNotContain("leeds", item.Name, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Upload_CutAfterMegabytes_GoesOnInAnotherProcess()
    {
        var content = Content(11_000_000);
        var first = await Store.Upload("u", content.Length);
        await first.Append(content.AsMemory(0, 9_000_000));

        // Nothing was closed: what had filled a block is there.
        var second = await Restarted().Upload("u", content.Length);
        Assert.Equal(8 << 20, second.Received);
        Assert.Equal(8 << 20, await Store.Received("u", content.Length));
        await first.Append(content.AsMemory(9_000_000, 2_000_000));
        await Assert.ThrowsAsync<UploadTakenOverException>(() => first.Commit(Digest.Of(content)));

        await second.Append(content.AsMemory(8 << 20));
        await second.Commit(Digest.Of(content));
        await AssertHolds(Restarted(), Digest.Of(content), content);
    }

    // A process dies between the last chunk and the name.
    [Fact]
    public async Task Upload_FinishedAndNotPublished_BeginsAfresh()
    {
        var content = Content(1_000);
        await using (var upload = await Store.Upload("u", content.Length)) await upload.Append(content);
        var data = await Only(BlobNames.Data);
        var chunks = await _keys[0].Seal();
        await _container.GetBlobClient(data).DeleteAsync();
        var dying = await SealedBlobWriter.Create(_container.GetAppendBlobClient(data), chunks, default);
        await dying.Append(content, default);
        await dying.Finish(default);

        await using var again = await Restarted().Upload("u", content.Length);
        Assert.Equal(0, again.Received);
        await again.Append(content);
        await again.Commit(Digest.Of(content));

        await AssertHolds(Store, Digest.Of(content), content);
    }

    // The last chunk of such a content looks like any other.
    [Fact]
    public async Task Upload_OfWholeChunks_OpenedAgainAfterItsCommit_BeginsAfresh()
    {
        var content = Content(2 * DataKeys.ChunkSize);
        await using var upload = await Store.Upload("u", content.Length);
        await upload.Append(content);
        var record = await Only(BlobNames.Uploads);
        var kept = (await _container.GetBlobClient(record).DownloadContentAsync()).Value.Content;
        await upload.Commit(Digest.Of(content));
        await _container.GetBlobClient(record).UploadAsync(kept);

        Assert.Equal(0, await Store.Received("u", content.Length));
        await using var again = await Restarted().Upload("u", content.Length);
        Assert.Equal(0, again.Received);

        await AssertHolds(Store, Digest.Of(content), content);
    }

    [Fact]
    public async Task Stage_WrittenBySeveralProcesses_IsOneArtifact()
    {
        var content = Content(3_000_000);
        var stores = new[] { Restarted(), Restarted(), Restarted() };

        await Task.WhenAll(content.Chunk(256 << 10).Select(async (slice, n) => await (await stores[n % 3].Stage("s", content.Length)).Write(n * (256L << 10), slice)));
        var digest = await (await Restarted().Stage("s", content.Length)).Commit();

        Assert.Equal(Digest.Of(content), digest);
        await AssertHolds(Store, digest, content);
        Assert.Empty(await Names(BlobNames.Stages));
    }

    [Fact]
    public async Task Stage_OtherLengthInAnotherProcess_IsRefused()
    {
        await Store.Stage("s", 10);

        Assert.Equal(10, (await Assert.ThrowsAsync<ArtifactLengthException>(() => Restarted().Stage("s", 11))).Length);
    }

    [Fact]
    public async Task Put_ByManyAtOnce_IsOneContent()
    {
        var content = Content(100_000);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Restarted().Put(content)));

        await AssertHolds(Store, Digest.Of(content), content);
        Assert.Single(await Names(BlobNames.Data));
    }

    [Fact]
    public async Task Read_DeletedAndStoredAgainElsewhere_IsFound()
    {
        var content = Content(1_000);
        var digest = await Store.Put(content);
        await Store.Read(digest, 0, new byte[10]);
        var other = Restarted();
        await other.Delete(digest);

        await Assert.ThrowsAsync<ArtifactNotFoundException>(() => Store.Read(digest, 0, new byte[10]).AsTask());
        await other.Put(content);
        await AssertHolds(Store, digest, content);
    }

    [Fact]
    public async Task Read_BlobThatWasChanged_IsRefused()
    {
        var digest = await Store.Put(Content(1_000));
        var blob = _container.GetBlobClient(await Only(BlobNames.Data));
        var bytes = (await blob.DownloadContentAsync()).Value.Content.ToArray();
        bytes[500] ^= 1;
        await blob.UploadAsync(new BinaryData(bytes), overwrite: true);

        Assert.Contains("was changed", (await Assert.ThrowsAsync<StorageException>(() => Store.Read(digest, 0, new byte[10]).AsTask())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_Seeks()
    {
        var content = Content(5_000_000);
        await using var stream = Store.Open(await Store.Put(content));
        var buffer = new byte[1_000];

        foreach (var at in new[] { 4_999_000, 0, 262_000, 4_194_000 })
        {
            stream.Position = at;
            await stream.ReadExactlyAsync(buffer);
            Assert.Equal(content[at..(at + 1_000)], buffer);
            stream.Seek(at, SeekOrigin.Begin);
            stream.ReadExactly(buffer);
            Assert.Equal(content[at..(at + 1_000)], buffer);
        }
    }

    [Fact]
    public async Task Sweep_TakesWhatNobodyCameBackTo()
    {
        var kept = Content(1_000);
        var digest = await Store.Put(kept);
        await using (var upload = await Store.Upload("u", 10)) await upload.Append(new byte[5]);
        await (await Store.Stage("s", 10)).Write(0, new byte[5]);
        await _container.GetBlobClient(BlobNames.NewData()).UploadAsync(BinaryData.FromString("left by a crash"));

        Assert.Equal(0, await Restarted().Sweep(TimeSpan.FromHours(1)));
        _clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(2, await Restarted().Sweep(TimeSpan.FromHours(1)));

        await AssertHolds(Store, digest, kept);
        Assert.Single(await Names(BlobNames.Data));
        Assert.Empty(await Names(BlobNames.Uploads));
        Assert.Empty(await Names(BlobNames.Stages));
    }

    [Fact]
    public async Task DeleteArea_LeavesNoData()
    {
        var area = Store.Area("round-1");
        for (var n = 1; n <= 20; n++) await area.Put(Content(n));

        await Store.DeleteArea("round-1");

        Assert.Empty(await Names(BlobNames.Data));
    }

    private async Task<string> Only(string prefix) => Assert.Single(await Names(prefix));

    private async Task<List<string>> Names(string prefix)
    {
        var names = new List<string>();
        await foreach (var item in _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, prefix, default)) names.Add(item.Name);
        return names;
    }
}
