using FedGrains.Storage.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Orleans.Serialization;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace FedGrains.Storage.Tests.Grains;

public sealed class FileGrainStorageTests : GrainStorageContract, IDisposable
{
    private static readonly GrainId Leeds = GrainId.Create("fedgrains.node", "cardio/leeds");

    private readonly DataFolder _folder = new();
    private readonly ServiceProvider _services = new ServiceCollection().AddSerializer().BuildServiceProvider();

    public FileGrainStorageTests() => Storage = Restarted();

    protected override IGrainStorage Storage { get; }

    public void Dispose()
    {
        _services.Dispose();
        _folder.Dispose();
    }

    protected override IGrainStorage Restarted() => new FileGrainStorage(
        new() { RootDirectory = _folder.Path, GrainStorageSerializer = new SystemTextJsonGrainStorageSerializer(Options.Create(new SystemTextJsonGrainStorageSerializerOptions())) },
        _services.GetRequiredService<IActivatorProvider>());

    [Fact]
    public async Task Write_IsOneReadableFile()
    {
        await Storage.WriteStateAsync("node", Leeds, new GrainState<TestState> { State = new() { Number = 7 } }, default);

        var file = Assert.Single(_folder.Files("."));

        Assert.EndsWith("node/fedgrains.node%2fcardio%2fleeds.json", file.Replace('\\', '/'), StringComparison.Ordinal);
        Assert.StartsWith("{\"Number\":7,", File.ReadLines(file).Last(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Clear_LeavesNoFile()
    {
        var state = new GrainState<TestState> { State = new() };
        await Storage.WriteStateAsync("node", Leeds, state, default);
        await Storage.ClearStateAsync("node", Leeds, state, default);

        Assert.Empty(_folder.Files("."));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(-1)]
    public async Task Read_FileCutShort_IsAnErrorThatNamesIt(int length)
    {
        var file = await Written();
        var content = File.ReadAllBytes(file);
        File.WriteAllBytes(file, content[..(length < 0 ? content.Length + length : length)]);

        await AssertDamaged(file);
    }

    [Fact]
    public async Task Read_AnyBitFlipped_IsAnErrorOrTheSameState()
    {
        var file = await Written();
        var content = File.ReadAllBytes(file);

        for (var i = 0; i < content.Length; i++)
        {
            content[i] ^= 4;
            File.WriteAllBytes(file, content);
            content[i] ^= 4;

            var read = new GrainState<TestState>();
            var error = await Record.ExceptionAsync(() => Restarted().ReadStateAsync("node", Leeds, read, default));

            // Only the ETag may change unnoticed: then the next write is refused.
            if (error is null) Assert.Equal(7, read.State!.Number);
            else Assert.Contains(file, Assert.IsType<StorageException>(error).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Write_OverADamagedFile_IsRefused()
    {
        var file = await Written();
        File.WriteAllBytes(file, []);

        await Assert.ThrowsAsync<StorageException>(() => Storage.WriteStateAsync("node", Leeds, new GrainState<TestState> { State = new() }, default));
    }

    [Fact]
    public async Task Read_AnotherGrainsFile_IsAnError()
    {
        var file = await Written();
        var other = GrainId.Create("fedgrains.node", "cardio/uppsala");
        File.Copy(file, file.Replace("leeds", "uppsala", StringComparison.Ordinal));

        await Assert.ThrowsAsync<StorageException>(() => Storage.ReadStateAsync("node", other, new GrainState<TestState>(), default));
    }

    [Fact]
    public async Task Read_StateOfAnotherShape_NamesTheFile()
    {
        await Storage.WriteStateAsync("node", Leeds, new GrainState<string> { State = "text" }, default);

        await AssertDamaged(Assert.Single(_folder.Files(".")));
    }

    [Fact]
    public async Task Write_TornSpareLeftBehind_IsUsedAndNeverRead()
    {
        var file = await Written();
        Directory.CreateDirectory(_folder.In(".spares"));
        File.WriteAllText(_folder.In(Path.Combine(".spares", "1")), "{\"etag\":\"half" + new string('x', 100_000));

        var read = new GrainState<TestState>();
        await Restarted().ReadStateAsync("node", Leeds, read, default);
        Assert.Equal(7, read.State!.Number);

        read.State = read.State with { Number = 8 };
        await Restarted().WriteStateAsync("node", Leeds, read, default);
        await Restarted().ReadStateAsync("node", Leeds, read, default);
        Assert.Equal(8, read.State!.Number);
        Assert.Equal([file], _folder.Files("node"));
        Assert.Single(_folder.Files(".spares"));
    }

    [Fact]
    public async Task Write_DiskFull_KeepsWhatWasThere()
    {
        using var small = SmallDisk.TryMount(megabytes: 1);
        Assert.SkipWhen(small is null, "Mounting a small disk takes root on Linux.");

        var storage = new FileGrainStorage(
            new() { RootDirectory = small.Path, GrainStorageSerializer = new SystemTextJsonGrainStorageSerializer(Options.Create(new SystemTextJsonGrainStorageSerializerOptions())) },
            _services.GetRequiredService<IActivatorProvider>());
        var state = new GrainState<TestState> { State = new() { Number = 7 } };
        await storage.WriteStateAsync("node", Leeds, state, default);
        var etag = state.ETag;
        state.State = new() { Text = new('x', 2 << 20) };

        Assert.Contains("the disk is full", (await Assert.ThrowsAsync<StorageException>(() => storage.WriteStateAsync("node", Leeds, state, default))).Message, StringComparison.Ordinal);

        Assert.Equal(etag, state.ETag);
        await storage.ReadStateAsync("node", Leeds, state, default);
        Assert.Equal(7, state.State!.Number);
    }

    private async Task<string> Written()
    {
        await Storage.WriteStateAsync("node", Leeds, new GrainState<TestState> { State = new() { Number = 7 } }, default);
        return Assert.Single(_folder.Files("."));
    }

    private async Task AssertDamaged(string file)
    {
        var error = await Assert.ThrowsAsync<StorageException>(() => Restarted().ReadStateAsync("node", Leeds, new GrainState<TestState>(), default));
        Assert.Contains(Path.GetFileName(file), error.Message, StringComparison.Ordinal);
    }
}
