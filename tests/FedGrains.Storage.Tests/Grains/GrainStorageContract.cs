using System.Collections.Immutable;
using FedGrains.Core.Identifiers;
using Orleans.Storage;

namespace FedGrains.Storage.Tests.Grains;

/// <summary>What Orleans expects of every grain storage. <see cref="Restarted"/> stands for a process that died and came back on the same storage.</summary>
public abstract class GrainStorageContract
{
    private static readonly GrainId Leeds = GrainId.Create("fedgrains.round", "cardio/run-1/7");

    protected abstract IGrainStorage Storage { get; }

    protected abstract IGrainStorage Restarted();

    [Theory]
    [InlineData("cardio/run-1/7")]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("../../../etc/passwd")]
    [InlineData("больница/№ 1?x=%2f")]
    [InlineData("con:nul|\"<>*\\\n\0")]
    public async Task WriteRead_StringKey(string key) => await AssertWriteRead(Id(key));

    [Fact]
    public async Task WriteRead_IntegerKey() => await AssertWriteRead(GrainId.Create(GrainType.Create("fedgrains.shard"), GrainIdKeyExtensions.CreateIntegerKey(long.MinValue)));

    [Fact]
    public async Task WriteReadIdCyrillic() => await AssertWriteRead(Id("кардиология/больница-1"));

    [Fact]
    public async Task WriteRead_LongKeys_AreIndependentRecords()
    {
        var key = new string('k', 2_000);

        await Write(Id(key + 1), State(1));
        await Write(Id(key + 2), State(2));

        Assert.Equal(1, (await Read(Id(key + 1))).State!.Number);
        Assert.Equal(2, (await Read(Id(key + 2))).State!.Number);
    }

    [Fact]
    public async Task WriteRead_KeysThatDifferInCase_AreIndependentRecords()
    {
        await Write(Id("Leeds"), State(1));
        await Write(Id("leeds"), State(2));

        Assert.Equal(1, (await Read(Id("Leeds"))).State!.Number);
        Assert.Equal(2, (await Read(Id("leeds"))).State!.Number);
    }

    [Fact]
    public async Task StateNamesUseIndependentRecords()
    {
        var first = new GrainState<TestState> { State = State(1) };
        var second = new GrainState<TestState> { State = State(2) };
        await Storage.WriteStateAsync("first", Leeds, first, default);
        await Storage.WriteStateAsync("second", Leeds, second, default);
        await Storage.ClearStateAsync("first", Leeds, first, default);

        var read = new GrainState<TestState>();
        await Storage.ReadStateAsync("second", Leeds, read, default);

        Assert.Equal(2, read.State!.Number);
    }

    [Fact]
    public async Task WriteDuplicateFails()
    {
        await Write(Leeds, State(1));

        await Assert.ThrowsAsync<InconsistentStateException>(() => Write(Leeds, State(2)));

        Assert.Equal(1, (await Read(Leeds)).State!.Number);
    }

    [Fact]
    public async Task WriteInconsistentFails()
    {
        var first = await Write(Leeds, State(1));
        var stale = await Read(Leeds);
        await Save(Leeds, first);
        stale.State = State(3);
        var (etag, kept) = (stale.ETag, stale.State);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Save(Leeds, stale));

        Assert.Equal((etag, kept), (stale.ETag, stale.State));
        Assert.Equal(1, (await Read(Leeds)).State!.Number);
    }

    [Fact]
    public async Task WriteRacing_OneWins()
    {
        await Write(Leeds, State(0));
        var rivals = await Task.WhenAll(Enumerable.Range(1, 16).Select(async n =>
        {
            var state = await Read(Leeds);
            state.State = State(n);
            return state;
        }));

        var won = await Task.WhenAll(rivals.Select(rival => Task.Run(async () =>
        {
            try
            {
                await Save(Leeds, rival);
                return rival.State!.Number;
            }
            catch (InconsistentStateException)
            {
                return 0;
            }
        })));

        Assert.Equal(Assert.Single(won, n => n > 0), (await Read(Leeds)).State!.Number);
    }

    [Fact]
    public Task WriteReadWriteReadStatesInParallel() => Parallel.ForAsync(0, 100, async (n, _) =>
    {
        var id = Id($"parallel/{n}");
        var state = await Write(id, State(n));
        Assert.Equal(n, (await Read(id)).State!.Number);

        state.State = State(n + 1000);
        await Save(id, state);

        var read = await Read(id);
        Assert.Equal((n + 1000, state.ETag), (read.State!.Number, read.ETag));
    });

    [Fact]
    public async Task ReadNonExistentState()
    {
        var read = await Read(Leeds);

        Assert.Null(read.ETag);
        Assert.False(read.RecordExists);
    }

    [Fact]
    public async Task ReadNonExistentStateHasNonNullState() => Assert.NotNull((await Read(Leeds)).State);

    [Fact]
    public async Task ETagChangesOnWrite()
    {
        var state = await Write(Leeds, State(1));
        var first = state.ETag;
        state.State = State(2);
        await Save(Leeds, state);

        Assert.NotNull(first);
        Assert.NotEqual(first, state.ETag);
        Assert.Equal(state.ETag, (await Read(Leeds)).ETag);
    }

    [Fact]
    public async Task WriteWithSameValuesUpdatesETag()
    {
        var state = await Write(Leeds, State(1));
        var first = state.ETag;
        await Save(Leeds, state);

        Assert.NotEqual(first, state.ETag);
    }

    [Fact]
    public async Task WriteClearWrite()
    {
        var state = await Write(Leeds, State(1));
        await Clear(Leeds, state);
        state.State = State(2);
        await Save(Leeds, state);

        Assert.True(state.RecordExists);
        Assert.Equal(2, (await Read(Leeds)).State!.Number);
    }

    [Fact]
    public async Task WriteClearRead()
    {
        var state = await Write(Leeds, State(1));
        await Clear(Leeds, state);

        Assert.False(state.RecordExists);
        Assert.Equal(0, (await Read(Leeds)).State!.Number);
    }

    [Fact]
    public async Task ReadAfterClear()
    {
        var state = await Write(Leeds, State(1));
        await Clear(Leeds, state);
        await Storage.ReadStateAsync("state", Leeds, state, default);

        Assert.False(state.RecordExists);
        Assert.NotNull(state.State);
        state.State = State(2);
        await Save(Leeds, state);
    }

    [Fact]
    public async Task ClearBeforeWrite()
    {
        var state = new GrainState<TestState> { State = State(1) };
        await Clear(Leeds, state);

        Assert.False(state.RecordExists);
        state.State = State(2);
        await Save(Leeds, state);
        Assert.Equal(2, (await Read(Leeds)).State!.Number);
    }

    [Fact]
    public async Task ClearStateDoesNotNullifyState()
    {
        var state = await Write(Leeds, State(1));
        await Clear(Leeds, state);

        Assert.NotNull(state.State);
        Assert.Equal(0, state.State!.Number);
    }

    [Fact]
    public async Task ClearUpdatesETag()
    {
        var state = await Write(Leeds, State(1));
        var first = state.ETag;
        await Clear(Leeds, state);

        Assert.NotEqual(first, state.ETag);
    }

    [Fact]
    public async Task MultipleClearOperations()
    {
        var state = await Write(Leeds, State(1));
        await Clear(Leeds, state);
        await Clear(Leeds, state);
        await Clear(Leeds, state);

        Assert.False((await Read(Leeds)).RecordExists);
    }

    [Fact]
    public async Task ClearInconsistentFails()
    {
        var state = await Write(Leeds, State(1));
        var stale = await Read(Leeds);
        await Save(Leeds, state);

        await Assert.ThrowsAsync<InconsistentStateException>(() => Clear(Leeds, stale));

        Assert.True((await Read(Leeds)).RecordExists);
    }

    [Fact]
    public async Task WriteReadClearReadCycle()
    {
        var etags = new HashSet<string>();

        for (var n = 1; n <= 5; n++)
        {
            var state = await Read(Leeds);
            Assert.False(state.RecordExists);
            state.State = State(n);
            await Save(Leeds, state);

            var read = await Read(Leeds);
            Assert.True(read.RecordExists);
            Assert.Equal(n, read.State!.Number);

            // An ETag that came back would let a writer from before the clear overwrite what came after it.
            Assert.True(etags.Add(read.ETag!));
            await Clear(Leeds, read);
        }
    }

    [Fact]
    public async Task Write_AfterARestart_IsThere()
    {
        var state = await Write(Leeds, State(1));
        var read = new GrainState<TestState>();
        await Restarted().ReadStateAsync("state", Leeds, read, default);

        Assert.Equal(state.ETag, read.ETag);
        AssertSame(State(1), read.State!);
    }

    private static GrainId Id(string key) => new(GrainType.Create("fedgrains.round"), IdSpan.Create(key));

    private static TestState State(int number) => new()
    {
        Number = number,
        Text = "Ünïcode \"quoted\"",
        At = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.FromHours(2)),
        Nodes = [new("leeds"), new("uppsala")],
        Digests = ImmutableDictionary<NodeId, Digest>.Empty.Add(new("leeds"), Digest.Of("x"u8)),
        Bytes = [1, 2, 3],
    };

    private static void AssertSame(TestState expected, TestState actual)
    {
        Assert.Equal((expected.Number, expected.Text, expected.At), (actual.Number, actual.Text, actual.At));
        Assert.Equal(expected.Nodes, actual.Nodes);
        Assert.Equal(expected.Digests, actual.Digests);
        Assert.Equal(expected.Bytes, actual.Bytes);
    }

    private async Task AssertWriteRead(GrainId id)
    {
        var written = await Write(id, State(42));
        var read = await Read(id);

        Assert.True(written.RecordExists);
        Assert.True(read.RecordExists);
        Assert.Equal(written.ETag, read.ETag);
        AssertSame(State(42), read.State!);
    }

    private async Task<GrainState<TestState>> Write(GrainId id, TestState state)
    {
        var grainState = new GrainState<TestState> { State = state };
        await Save(id, grainState);
        return grainState;
    }

    private async Task<GrainState<TestState>> Read(GrainId id)
    {
        var grainState = new GrainState<TestState>();
        await Storage.ReadStateAsync("state", id, grainState, default);
        return grainState;
    }

    private Task Save(GrainId id, GrainState<TestState> state) => Storage.WriteStateAsync("state", id, state, default);

    private Task Clear(GrainId id, GrainState<TestState> state) => Storage.ClearStateAsync("state", id, state, default);
}
