using FedGrains.Storage.Reminders;
using Microsoft.Extensions.Configuration;
using Orleans.Providers;

[assembly: RegisterProvider("File", "Reminders", "Silo", typeof(FileReminderProviderBuilder))]

namespace FedGrains.Storage.Reminders;

/// <summary><c>Orleans:Reminders</c> with <c>ProviderType=File</c> and <c>RootDirectory</c>.</summary>
internal sealed class FileReminderProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseFedGrainsFileReminders(options => options.RootDirectory = configurationSection["RootDirectory"] ?? "");
}
