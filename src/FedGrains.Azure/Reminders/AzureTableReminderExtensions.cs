using FedGrains.Azure.Reminders;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Orleans.Hosting;

public static class AzureTableReminderExtensions
{
    /// <summary>Keeps reminders in an Azure table.</summary>
    public static ISiloBuilder UseFedGrainsAzureTableReminders(this ISiloBuilder builder, Action<OptionsBuilder<AzureTableReminderOptions>> configure)
    {
        builder.AddReminders();
        var options = builder.Services.AddSingleton<IReminderTable, AzureTableReminders>().AddOptions<AzureTableReminderOptions>();
        configure(options);
        options.Validate(o => o.TableServiceClient is not null, "Reminders have no storage account: set Orleans:Reminders:ServiceKey, ConnectionName or ConnectionString.").ValidateOnStart();

        return builder;
    }
}
