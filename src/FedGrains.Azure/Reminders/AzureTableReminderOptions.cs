using Azure.Data.Tables;

namespace FedGrains.Azure.Reminders;

/// <summary>Where reminders are kept.</summary>
public sealed class AzureTableReminderOptions
{
    /// <summary>The table's name where nothing else is said; the one of Orleans' own provider.</summary>
    public const string DefaultTableName = "OrleansReminders";

    /// <summary>The table; made when it is not there.</summary>
    public string TableName { get; set; } = DefaultTableName;

    /// <summary>The account. No default: it must be set.</summary>
    public TableServiceClient TableServiceClient { get; set; } = null!;
}
