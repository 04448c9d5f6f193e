using FedGrains.Storage.Reminders;
using Microsoft.Extensions.Options;

namespace FedGrains.Storage.Tests.Reminders;

public sealed class FileReminderTableTests : ReminderTableContract
{
    private readonly DataFolder _folder = new();

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task ReadRows_DamagedFile_NamesIt()
    {
        await Table.UpsertRow(Entry(Leeds, "a"));
        var file = Assert.Single(_folder.Files("."));
        File.WriteAllText(file, "{\"grain\":");

        Assert.Contains(file, (await Assert.ThrowsAsync<StorageException>(() => Table.ReadRows(0, 0))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReadRows_TornTemporaryFile_IsIgnored()
    {
        await Table.UpsertRow(Entry(Leeds, "a"));
        File.WriteAllText(Assert.Single(_folder.Files(".")) + ".tmp", "{\"grain\":");

        Assert.Single((await Table.ReadRows(0, 0)).Reminders);
    }

    protected override async Task<IReminderTable> Opened()
    {
        var table = new FileReminderTable(Options.Create(new FileReminderOptions { RootDirectory = _folder.Path }));
        await table.StartAsync(default);
        return table;
    }
}
