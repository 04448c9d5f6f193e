using FedGrains.Storage.Reminders;
using Microsoft.Extensions.Options;

namespace FedGrains.Storage.Tests.Reminders;

public sealed class FileReminderTableTests : IAsyncLifetime
{
    private static readonly GrainId Leeds = GrainId.Create("round", "leeds");
    private static readonly GrainId Uppsala = GrainId.Create("round", "uppsala");
    private static readonly DateTime Start = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    private readonly DataFolder _folder = new();
    private IReminderTable _table = null!;

    public async ValueTask InitializeAsync() => _table = await Opened();

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ReadRow_Absent_IsNull() => Assert.Null(await _table.ReadRow(Leeds, "deadline"));

    [Fact]
    public async Task UpsertRow_IsThereAfterARestart()
    {
        var etag = await _table.UpsertRow(Entry(Leeds, "deadline / ünïcode"));

        var row = await (await Opened()).ReadRow(Leeds, "deadline / ünïcode");

        Assert.NotNull(row);
        Assert.Equal((Leeds, "deadline / ünïcode", Start, TimeSpan.FromMinutes(1), etag), (row.GrainId, row.ReminderName, row.StartAt, row.Period, row.ETag));
        Assert.Equal(DateTimeKind.Utc, row.StartAt.Kind);
    }

    [Fact]
    public async Task UpsertRow_Again_ReplacesAndChangesTheETag()
    {
        var first = await _table.UpsertRow(Entry(Leeds, "deadline"));
        var second = await _table.UpsertRow(Entry(Leeds, "deadline", minutes: 5));

        Assert.NotEqual(first, second);
        Assert.Equal(TimeSpan.FromMinutes(5), Assert.Single((await _table.ReadRows(Leeds)).Reminders).Period);
    }

    [Fact]
    public async Task RemoveRow_OnlyWithItsETag()
    {
        var stale = await _table.UpsertRow(Entry(Leeds, "deadline"));
        var current = await _table.UpsertRow(Entry(Leeds, "deadline"));

        Assert.False(await _table.RemoveRow(Leeds, "deadline", stale!));
        Assert.False(await _table.RemoveRow(Leeds, "other", current!));
        Assert.True(await _table.RemoveRow(Leeds, "deadline", current!));
        Assert.False(await _table.RemoveRow(Leeds, "deadline", current!));
        Assert.Null(await _table.ReadRow(Leeds, "deadline"));
    }

    [Fact]
    public async Task ReadRows_OfAGrain_AreItsOwn()
    {
        await _table.UpsertRow(Entry(Leeds, "a"));
        await _table.UpsertRow(Entry(Leeds, "b"));
        await _table.UpsertRow(Entry(Uppsala, "a"));

        Assert.Equal(["a", "b"], (await _table.ReadRows(Leeds)).Reminders.Select(r => r.ReminderName).Order());
        Assert.Empty((await _table.ReadRows(GrainId.Create("round", "none"))).Reminders);
    }

    [Fact]
    public async Task ReadRows_OfARange_ExcludesItsBeginAndWrapsAround()
    {
        await _table.UpsertRow(Entry(Leeds, "a"));
        await _table.UpsertRow(Entry(Uppsala, "a"));
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
    public async Task ReadRows_DamagedFile_NamesIt()
    {
        await _table.UpsertRow(Entry(Leeds, "a"));
        var file = Assert.Single(_folder.Files("."));
        File.WriteAllText(file, "{\"grain\":");

        Assert.Contains(file, (await Assert.ThrowsAsync<StorageException>(() => _table.ReadRows(0, 0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadRows_TornTemporaryFile_IsIgnored()
    {
        await _table.UpsertRow(Entry(Leeds, "a"));
        File.WriteAllText(Assert.Single(_folder.Files(".")) + ".tmp", "{\"grain\":");

        Assert.Single((await _table.ReadRows(0, 0)).Reminders);
    }

    [Fact]
    public async Task TestOnlyClearTable_RemovesAll()
    {
        await _table.UpsertRow(Entry(Leeds, "a"));
        await _table.TestOnlyClearTable();

        Assert.Empty((await _table.ReadRows(0, 0)).Reminders);
    }

    private static ReminderEntry Entry(GrainId grain, string name, int minutes = 1) => new() { GrainId = grain, ReminderName = name, StartAt = Start, Period = TimeSpan.FromMinutes(minutes) };

    private async Task AssertRange(uint begin, uint end, params GrainId[] expected) =>
        Assert.Equal(expected.Order(), (await _table.ReadRows(begin, end)).Reminders.Select(r => r.GrainId).Order());

    private async Task<IReminderTable> Opened()
    {
        var table = new FileReminderTable(Options.Create(new FileReminderOptions { RootDirectory = _folder.Path }));
        await table.StartAsync(default);
        return table;
    }
}
