using FedGrains.Storage.Reminders;
using Microsoft.Extensions.DependencyInjection;

namespace Orleans.Hosting;

public static class FileReminderExtensions
{
    /// <summary>Keeps reminders in files under <see cref="FileReminderOptions.RootDirectory"/>.</summary>
    public static ISiloBuilder UseFedGrainsFileReminders(this ISiloBuilder builder, Action<FileReminderOptions> configure)
    {
        builder.AddReminders();
        builder.Services.AddSingleton<IReminderTable, FileReminderTable>()
            .AddOptions<FileReminderOptions>()
            .Configure(configure)
            .Validate(o => o.RootDirectory is { Length: > 0 }, "Reminders have no folder: set Orleans:Reminders:RootDirectory.")
            .ValidateOnStart();

        return builder;
    }
}
