namespace FedGrains.Storage.Reminders;

public sealed class FileReminderOptions
{
    /// <summary>The folder of the reminders. No default: it must be set.</summary>
    public string RootDirectory { get; set; } = "";
}
