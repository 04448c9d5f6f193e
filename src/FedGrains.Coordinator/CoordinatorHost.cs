using FedGrains.Azure;
using FedGrains.Coordinator.Cluster;
using FedGrains.Gateway;
using FedGrains.Privacy.Keys;

using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace FedGrains.Coordinator;

/// <summary>A coordinator: Orleans silo, gateway for sites, health endpoints.</summary>
public static class CoordinatorHost
{
    /// <summary>Runs a coordinator until it is told to stop.</summary>
    /// <param name="options">Where it keeps its data and listens.</param>
    /// <param name="configFile">A JSON file with more configuration, such as <c>Orleans:GrainStorage</c>; null for none.</param>
    /// <param name="cancellation">Stops the coordinator as SIGTERM does.</param>
    public static async Task RunAsync(CoordinatorOptions options, string? configFile, CancellationToken cancellation)
    {
        await using var app = Create(options, configFile);

        await app.RunAsync(cancellation);
    }

    /// <summary>A coordinator that has not started. It owns its data folder until it is disposed; an <see cref="IOException"/> says that another one does. A <see cref="FormatException"/> names a fault in the options.</summary>
    /// <param name="options">Where it keeps its data and listens.</param>
    /// <param name="configFile">A JSON file with more configuration; null for none.</param>
    /// <param name="configure">Sees the builder last, so that what it registers wins.</param>
    public static WebApplication Create(CoordinatorOptions options, string? configFile = null, Action<WebApplicationBuilder>? configure = null)
    {
        // Asked for now, so that a fault is told before the silo starts.
        _ = options.Endpoint();

        // Before anything that reads the folder or writes to it.
        var folder = new DataFolderLock(options.Data);

        try
        {
            return Build(options, folder, configFile, configure);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    private static WebApplication Build(CoordinatorOptions options, DataFolderLock folder, string? configFile, Action<WebApplicationBuilder>? configure)
    {
        // The program's own folder: the default is the working folder, which the host would watch for changes, data and all.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var azure = builder.Configuration.AddCoordinatorDefaults(options, configFile);
        var (silo, gateway) = (options.Roles.HasFlag(CoordinatorRoles.Silo), options.Roles.HasFlag(CoordinatorRoles.Gateway));
        RequireSharedStorage(options, azure);
        options.ConfigFile = configFile;
        builder.Logging.AddCoordinatorLogging();

        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(_ => folder);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddCoordinatorStorage(options, azure);
        builder.Services.AddCoordinatorCertificate(options);
        builder.Services.AddCoordinatorIdentity(options);
        if (gateway) builder.Services.AddFedGrainsGateway(builder.Configuration.Limits(options));
        builder.Services.AddHealthChecks();
        builder.Services.AddHostedService<LifeAudit>();
        builder.Services.AddHostedService<EndpointAnnouncement>();
        if (silo) builder.Services.AddHostedService<LeftoverSweep>();
        builder.AddCoordinatorTelemetry();
        if (silo) builder.UseCoordinatorSilo(options);
        else builder.UseCoordinatorClient();
        builder.WebHost.ListenForSites(options);
        configure?.Invoke(builder);

        var app = builder.Build();
        // Asked for first, so that the host gives it back last.
        app.Services.GetRequiredService<DataFolderLock>();
        // Asked for now, so that a vault that does not open is told before the silo starts.
        app.Services.GetRequiredService<IKeyVault>();
        if (gateway) app.MapFedGrainsGateway();
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/health/ready");

        return app;
    }

    internal static void RequireSharedStorage(CoordinatorOptions options, AzureSettings azure)
    {
        if (options.Roles is CoordinatorRoles.None) throw new FormatException("Coordinator:Roles: a process does something; write Silo, Gateway, or Silo, Gateway.");

        if (options.Roles is not (CoordinatorRoles.Silo | CoordinatorRoles.Gateway) && !azure.Storage.IsUsed)
            throw new FormatException($"Coordinator:Roles: {options.Roles} alone needs storage that processes share. Set Azure:Storage:ConnectionString, or Azure:Storage:Blobs and Azure:Storage:Tables, or let one process be silo and gateway.");
    }
}
