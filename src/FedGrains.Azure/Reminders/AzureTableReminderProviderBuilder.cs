using FedGrains.Azure.Connections;
using FedGrains.Azure.Reminders;
using Microsoft.Extensions.Configuration;
using Orleans.Providers;

[assembly: RegisterProvider("AzureTableStorage", "Reminders", "Silo", typeof(AzureTableReminderProviderBuilder))]

namespace FedGrains.Azure.Reminders;

/// <summary><c>Orleans:Reminders</c> with <c>ProviderType=AzureTableStorage</c>, the account, and <c>TableName</c>.</summary>
internal sealed class AzureTableReminderProviderBuilder : IProviderBuilder<ISiloBuilder>
{
    public void Configure(ISiloBuilder builder, string? name, IConfigurationSection configurationSection) =>
        builder.UseFedGrainsAzureTableReminders(options => options.Configure<IServiceProvider>((o, services) =>
        {
            o.TableServiceClient = AzureClients.Tables(services, configurationSection);
            if (configurationSection["TableName"] is { Length: > 0 } table) o.TableName = table;
        }));
}
