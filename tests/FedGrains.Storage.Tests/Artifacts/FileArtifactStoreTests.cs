using System.Runtime.Versioning;
using FedGrains.Core.Identifiers;
using FedGrains.Storage.Artifacts;
using Microsoft.Extensions.Time.Testing;

namespace FedGrains.Storage.Tests.Artifacts;

public sealed class FileArtifactStoreTests : ArtifactStoreContract, IDisposable
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly DataFolder _folder = new();
    private readonly FakeTimeProvider _clock = new(TimeProvider.System.GetUtcNow());
    private readonly FileArtifactStore _store;

    public FileArtifactStoreTests() => _store = new(_folder.Path, _clock);

    protected override IArtifactStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    protected override IArtifactStore Restarted() => new FileArtifactStore(_folder.Path, _clock);

    [Fact]
    public async Task Put_LeavesNothingBehind()
    {
        var digest = await Store.Put(Content(5000));

        Assert.Equal([_folder.In(Path.Combine("artifacts", digest.Value[..2], digest.Value))], _folder.Files("."));
    }

    [Fact]
    public async Task Put_SourceBreaks_LeavesNothingBehind()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => Store.Put(new BreakingStream(2_000_000)));

        Assert.Empty(_folder.Files("."));
    }

    [Fact]
    public async Task Put_ArtifactCutShortOnDisk_IsMadeWhole()
    {
        var content = Content(5000);
        var digest = await Store.Put(content);
        File.WriteAllBytes(Assert.Single(_folder.Files("artifacts")), content[..100]);

        await Store.Put(content);

        await AssertHolds(Store, digest, content);
    }

    [Fact]
    public async Task Upload_BytesRottedBetweenRestarts_AreNotTrusted()
    {
        var upload = await Store.Upload("a", 6);
        await upload.Append("abc"u8.ToArray());
        File.WriteAllText(Assert.Single(_folder.Files("uploads")), "abX");

        await using var resumed = await Restarted().Upload("a", 6);
        await resumed.Append("def"u8.ToArray());

        await Assert.ThrowsAsync<DigestMismatchException>(() => resumed.Commit(Digest.Of("abcdef"u8)));
        Assert.Empty(_folder.Files("uploads"));
    }

    [Fact]
    public async Task Upload_LeftoverTooLong_StartsAfresh()
    {
        await using (var upload = await Store.Upload("a", 100)) await upload.Append(new byte[100]);

        await using var other = await Store.Upload("a", 50);

        Assert.Equal(0, other.Received);
    }

    [Fact]
    public async Task Sweep_RemovesOnlyWhatIsAbandoned()
    {
        await using var old = await Store.Upload("old", 10);
        await old.Append(new byte[5]);
        var stage = await Store.Stage("old", 10);
        await stage.Write(0, new byte[5]);
        var kept = await Store.Put("kept"u8.ToArray());
        Age(_folder.Files("uploads").Concat(_folder.Files("stages")).Append(_folder.Files("artifacts").Single()));
        await using var fresh = await Store.Upload("fresh", 10);

        Assert.Equal(2, await Store.Sweep(Day));

        Assert.Single(_folder.Files("uploads"));
        Assert.Empty(_folder.Files("stages"));
        Assert.Equal(4, await Store.Length(kept));
        await Assert.ThrowsAsync<UploadTakenOverException>(() => old.Append(new byte[5]).AsTask());
        await Assert.ThrowsAsync<StorageException>(() => stage.Write(5, new byte[5]).AsTask());
        await fresh.Append(new byte[10]);
        await fresh.Commit(Digest.Of(new byte[10]));
    }

    [Fact]
    public async Task Sweep_AfterACrash_RemovesWhatItLeft()
    {
        await (await Store.Upload("a", 10)).Append(new byte[5]);
        await Store.Stage("s", 10);
        _clock.Advance(Day + Day);

        Assert.Equal(2, await Restarted().Sweep(Day));

        Assert.Empty(_folder.Files("."));
    }

    [Fact]
    public async Task DiskFull_IsASentenceAndLeavesNothingVisible()
    {
        using var small = SmallDisk.TryMount(megabytes: 4);
        Assert.SkipWhen(small is null, "Mounting a small disk takes root on Linux.");

        var store = new FileArtifactStore(small.Path, _clock);
        var content = Content(8 << 20);

        var put = await Assert.ThrowsAsync<StorageException>(() => store.Put(content));
        Assert.Contains("the disk is full", put.Message, StringComparison.Ordinal);
        Assert.Contains(small.Path, put.Message, StringComparison.Ordinal);
        Assert.Null(await store.Length(Digest.Of(content)));

        await using var upload = await store.Upload("a", content.Length);
        await Assert.ThrowsAsync<StorageException>(() => upload.Append(content).AsTask());
        Assert.Contains("broken off", (await Assert.ThrowsAsync<StorageException>(() => upload.Append(content).AsTask())).Message, StringComparison.Ordinal);

        await using var again = await store.Upload("a", content.Length);
        Assert.InRange(again.Received, 0, 4 << 20);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task NoPermission_NamesTheFile()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.UserName == "root", "Root may do anything; Windows has no such modes.");
        File.SetUnixFileMode(_folder.In("uploads"), UnixFileMode.None);

        try
        {
            var refusal = await Assert.ThrowsAsync<StorageException>(() => Store.Put(new byte[1]));
            Assert.Contains(_folder.In("uploads"), refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(_folder.In("uploads"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [Fact]
    public async Task Put_FolderGone_NamesTheFile()
    {
        Directory.Delete(_folder.In("uploads"));

        Assert.Contains(_folder.In("uploads"), (await Assert.ThrowsAsync<StorageException>(() => Store.Put(new byte[1]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Digest_ThatIsAPath_IsRefused() =>
        await Assert.ThrowsAsync<FormatException>(() => Store.Delete(new Digest("../uploads/x")));

    private void Age(IEnumerable<string> files)
    {
        foreach (var file in files) File.SetLastWriteTimeUtc(file, (_clock.GetUtcNow() - Day - Day).UtcDateTime);
    }

    private sealed class BreakingStream(int length) : MemoryStream(new byte[length])
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position == Length ? throw new InvalidDataException() : base.ReadAsync(buffer, cancellationToken);
    }
}
