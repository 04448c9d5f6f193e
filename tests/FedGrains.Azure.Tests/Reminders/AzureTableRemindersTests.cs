using Azure;
using Azure.Data.Tables;
using FedGrains.Azure.Reminders;
using FedGrains.Storage.Tests.Reminders;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Orleans.Configuration;

namespace FedGrains.Azure.Tests.Reminders;

public sealed class AzureTableRemindersTests(StorageAccount account) : ReminderTableContract
{
    private readonly string _tableName = StorageAccount.Name("reminders");

    private TableClient Rows => account.Tables.GetTableClient(_tableName);

    [Fact]
    public async Task Row_IsThatOfOrleansOwnProvider()
    {
        var grain = GrainId.Create("fedgrains.round", "cardio/run-1/7?#");
        await Table.UpsertRow(new() { GrainId = grain, ReminderName = "deadline/1", StartAt = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc), Period = TimeSpan.FromMinutes(90) });

        var hash = grain.GetUniformHashCode().ToString("X8");
        TableEntity row = await Rows.GetEntityAsync<TableEntity>($"svc_{hash}", "fedgrains.round_cardio_run-1_7__-deadline_1");

        Assert.Equal(
            ("svc", "cluster", "fedgrains.round/cardio/run-1/7?#", "deadline/1", "2026-03-01 12:00:00.000 GMT", "01:30:00", hash),
            (row.GetString("ServiceId"), row.GetString("DeploymentId"), row.GetString("GrainReference"), row.GetString("ReminderName"), row.GetString("StartAt"), row.GetString("Period"), row.GetString("GrainRefConsistentHash")));
    }

    [Fact]
    public async Task ReadRows_OfAGrainWhoseKeyIsSanitisedAlike_AreNotThese()
    {
        var (slash, underscore) = (GrainId.Create("round", "a/b"), GrainId.Create("round", "a_b"));
        await Table.UpsertRow(new() { GrainId = slash, ReminderName = "x", Period = TimeSpan.FromMinutes(1), StartAt = new(2026, 1, 1) });

        Assert.Empty((await Table.ReadRows(underscore)).Reminders);
        Assert.Single((await Table.ReadRows(slash)).Reminders);
    }

    [Fact]
    public async Task Services_InOneTable_AreApart()
    {
        await Table.UpsertRow(Entry(Leeds, "a"));
        var other = await Opened("svc2");
        await other.UpsertRow(Entry(Leeds, "b"));

        Assert.Equal("a", Assert.Single((await Table.ReadRows(0, 0)).Reminders).ReminderName);
        Assert.Equal("b", Assert.Single((await other.ReadRows(0, 0)).Reminders).ReminderName);
    }

    [Fact]
    public async Task ReadRows_RowThatSomebodySpoilt_IsLeftOut()
    {
        await Table.UpsertRow(Entry(Leeds, "a"));
        await Table.UpsertRow(Entry(Leeds, "b"));
        await Rows.UpdateEntityAsync(new TableEntity($"svc_{Leeds.GetUniformHashCode():X8}", "round_leeds-a") { ["Period"] = "soon" }, ETag.All, TableUpdateMode.Merge);

        Assert.Equal("b", Assert.Single((await Table.ReadRows(0, 0)).Reminders).ReminderName);
    }

    protected override Task<IReminderTable> Opened() => Opened("svc");

    private async Task<IReminderTable> Opened(string service)
    {
        var table = new AzureTableReminders(
            Options.Create(new AzureTableReminderOptions { TableName = _tableName, TableServiceClient = account.Tables }),
            Options.Create(new ClusterOptions { ServiceId = service, ClusterId = "cluster" }),
            NullLogger<AzureTableReminders>.Instance);
        await table.StartAsync(default);

        return table;
    }
}
