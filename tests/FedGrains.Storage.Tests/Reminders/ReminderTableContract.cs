namespace FedGrains.Storage.Tests.Reminders;

/// <summary>What Orleans expects of every reminder table. <see cref="Opened"/> stands for a process that came to the same storage.</summary>
public abstract class ReminderTableContract : IAsyncLifetime
{
    protected static readonly GrainId Leeds = GrainId.Create("round", "leeds");
    private static readonly GrainId Uppsala = GrainId.Create("round", "uppsala");
    private static readonly DateTime Start = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private IReminderTable? _opened;

    protected IReminderTable Table => _opened!;

    public async ValueTask InitializeAsync() => _opened = await Opened();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ReadRow_Absent_IsNull() => Assert.Null(await Table.ReadRow(Leeds, "deadline"));

    [Fact]
    public async Task UpsertRow_IsThereAfterARestart()
    {
        var etag = await Table.UpsertRow(Entry(Leeds, "deadline / ünïcode"));

        var row = await (await Opened()).ReadRow(Leeds, "deadline / ünïcode");

        Assert.NotNull(row);
        Assert.Equal((Leeds, "deadline / ünïcode", Start, TimeSpan.FromMinutes(1), etag), (row.GrainId, row.ReminderName, row.StartAt, row.Period, row.ETag));
        Assert.Equal(DateTimeKind.Utc, row.StartAt.Kind);
    }

    [Fact]
    public async Task UpsertRow_Again_ReplacesAndChangesTheETag()
    {
        var first = await Table.UpsertRow(Entry(Leeds, "deadline"));
        var second = await Table.UpsertRow(Entry(Leeds, "deadline", minutes: 5));

        Assert.NotEqual(first, second);
        Assert.Equal(TimeSpan.FromMinutes(5), Assert.Single((await Table.ReadRows(Leeds)).Reminders).Period);
    }

    [Fact]
    public async Task RemoveRow_OnlyWithItsETag()
    {
        var stale = await Table.UpsertRow(Entry(Leeds, "deadline"));
        var current = await Table.UpsertRow(Entry(Leeds, "deadline"));

        Assert.False(await Table.RemoveRow(Leeds, "deadline", stale!));
        Assert.False(await Table.RemoveRow(Leeds, "other", current!));
        Assert.True(await Table.RemoveRow(Leeds, "deadline", current!));
        Assert.False(await Table.RemoveRow(Leeds, "deadline", current!));
        Assert.Null(await Table.ReadRow(Leeds, "deadline"));
    }

    [Fact]
    public async Task ReadRows_OfAGrain_AreItsOwn()
    {
        await Table.UpsertRow(Entry(Leeds, "a"));
        await Table.UpsertRow(Entry(Leeds, "b"));
        await Table.UpsertRow(Entry(Uppsala, "a"));

        Assert.Equal(["a", "b"], (await Table.ReadRows(Leeds)).Reminders.Select(r => r.ReminderName).Order());
        Assert.Empty((await Table.ReadRows(GrainId.Create("round", "none"))).Reminders);
    }

    [Fact]
    public async Task ReadRows_OfARange_ExcludesItsBeginAndWrapsAround()
    {
        await Table.UpsertRow(Entry(Leeds, "a"));
        await Table.UpsertRow(Entry(Uppsala, "a"));
        var (low, high) = Leeds.GetUniformHashCode() < Uppsala.GetUniformHashCode() ? (Leeds, Uppsala) : (Uppsala, Leeds);
        var (lowHash, highHash) = (low.GetUniformHashCode(), high.GetUniformHashCode());

        await AssertRange(lowHash - 1, highHash, low, high);
        await AssertRange(lowHash, highHash, high);
        await AssertRange(lowHash - 1, highHash - 1, low);
        await AssertRange(lowHash, highHash - 1);
        await AssertRange(highHash, lowHash, low);
        await AssertRange(highHash - 1, lowHash - 1, high);
        await AssertRange(highHash, lowHash - 1);
        await AssertRange(highHash - 1, lowHash, low, high);
        await AssertRange(0, 0, low, high);
        await AssertRange(lowHash, lowHash, low, high);
    }

    [Fact]
    public async Task TestOnlyClearTable_RemovesAll()
    {
        await Table.UpsertRow(Entry(Leeds, "a"));
        await Table.TestOnlyClearTable();

        Assert.Empty((await Table.ReadRows(0, 0)).Reminders);
    }

    protected static ReminderEntry Entry(GrainId grain, string name, int minutes = 1) => new() { GrainId = grain, ReminderName = name, StartAt = Start, Period = TimeSpan.FromMinutes(minutes) };

    private async Task AssertRange(uint begin, uint end, params GrainId[] expected) =>
        Assert.Equal(expected.Order(), (await Table.ReadRows(begin, end)).Reminders.Select(r => r.GrainId).Order());

    protected abstract Task<IReminderTable> Opened();
}
