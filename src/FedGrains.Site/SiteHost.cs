using System.Net;

using FedGrains.Core.Json;
using FedGrains.Site.Configuration;
using FedGrains.Site.Hosting;
using FedGrains.Site.Identity;
using FedGrains.Site.Telemetry;

using OpenTelemetry;

using Orleans.Serialization;

namespace FedGrains.Site;

/// <summary>A site, ready to run: its own silo, its storage, its trainer and its connection to the gateway.</summary>
public static class SiteHost
{
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(10);

    /// <summary>A site from the command line: <c>fedgrains-site CONFIGURATION</c>, which is site.yaml by default.</summary>
    public static IHost Build(string[] args) => Create(SiteOptions.Load(args.FirstOrDefault() ?? "site.yaml"));

    /// <summary>
    /// A site. Throws a <see cref="SiteOptionsException"/>, a <see cref="SiteIdentityException"/> or a <see cref="DataFolderInUseException"/> when it cannot be one.
    /// </summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="configure">Registers services before the site's own, which give way to them: a trainer, datasets, a clock.</param>
    public static IHost Create(SiteOptions options, Action<IHostApplicationBuilder>? configure = null)
    {
        if (options.Faults().ToArray() is { Length: > 0 } faults) throw new SiteOptionsException("(options)", [.. faults]);

        var folders = new SiteFolders(options.Data);
        var owner = new DataFolderLock(folders);

        try
        {
            return Build(options, folders, owner, configure);
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    private static IHost Build(SiteOptions options, SiteFolders folders, DataFolderLock owner, Action<IHostApplicationBuilder>? configure)
    {
        var identity = SiteIdentity.Open(options, folders);
        var ports = FreePorts.Pick(options.Orleans);
        // The program's own folder: the default is the working folder, which the host would watch for changes, data and all.
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = [], ContentRootPath = AppContext.BaseDirectory });

        Quieten(builder.Logging);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopWithin);
        configure?.Invoke(builder);

        // By factory, so that the container owns them and disposes of them.
        builder.Services.AddSingleton(_ => owner).AddSingleton(_ => identity);
        builder.Services.AddSingleton(options).AddSingleton(folders).AddSingleton(ports);
        builder.UseOrleans(silo => ConfigureSilo(silo, folders, ports));
        builder.Services.AddSite();
        AddTelemetry(builder.Services);

        var host = builder.Build();
        host.Services.GetRequiredService<DataFolderLock>();

        return host;
    }

    // What concerns the site's operator is said by the site; a silo of one has nothing to tell of gateways, probes and collectors.
    private static void Quieten(ILoggingBuilder logging) => logging
        .AddFilter("Microsoft", LogLevel.Warning)
        .AddFilter("Orleans", LogLevel.Warning)
        .AddFilter("Orleans.Runtime.Silo", LogLevel.Error)
        .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error)
        .AddFilter("Polly", LogLevel.Error)
        .AddFilter("Grpc", LogLevel.None);

    private static void ConfigureSilo(ISiloBuilder silo, SiteFolders folders, OrleansPorts ports)
    {
        silo.UseLocalhostClustering(ports.SiloPort, ports.GatewayPort, primarySiloEndpoint: null, SiteCluster.ServiceId, SiteCluster.ClusterId);
        silo.Configure<Orleans.Configuration.EndpointOptions>(endpoints => endpoints.AdvertisedIPAddress = IPAddress.Loopback);
        silo.AddFedGrainsFileGrainStorage("Default", storage => storage.RootDirectory = Path.Combine(folders.Root, "grains"));
        silo.Services.Configure<SystemTextJsonGrainStorageSerializerOptions>(state => CoreJson.Configure(state.JsonSerializerOptions));
        silo.Services.AddFedGrainsSiteContracts();
    }

    private static void AddTelemetry(IServiceCollection services)
    {
        services.AddMetrics();

        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is not { Length: > 0 }) return;

        services.AddOpenTelemetry()
            .WithTracing(traces => traces.AddSource(SiteTelemetry.SourceName))
            .WithMetrics(metrics => metrics.AddMeter(SiteInstruments.MeterName))
            .UseOtlpExporter();
    }
}
