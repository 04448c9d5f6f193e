using System.Security.Cryptography.X509Certificates;

using FedGrains.Azure;
using FedGrains.Azure.Sealing;
using FedGrains.Coordinator.Cluster;
using FedGrains.Gateway.Limits;
using FedGrains.Grains.Telemetry;
using FedGrains.Privacy.Keys;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Auditing;

using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FedGrains.Coordinator;

/// <summary>The parts of a coordinator, each set up in one place.</summary>
internal static class CoordinatorSetup
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // Enough for a fast network to stay busy, and small enough that a stalled sender holds little memory.
    private const int StreamWindow = 1 << 20;
    private const int ConnectionWindow = 1 << 22;

    /// <summary>The embedded default; the file, then the environment, override it.</summary>
    /// <returns>What of it is in Azure.</returns>
    public static AzureSettings AddCoordinatorDefaults(this ConfigurationManager configuration, CoordinatorOptions options, string? configFile)
    {
        var given = new ConfigurationBuilder().AddGiven(configFile).Build();
        var azure = AzureSettings.Read(given);

        configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Orleans:ClusterId"] = "fedgrains", ["Orleans:ServiceId"] = "fedgrains" });
        configuration.AddInMemoryCollection(azure.Storage.IsUsed ? AzureDefaults(options) : FileDefaults(options));
        configuration.AddGiven(configFile);

        return azure;
    }

    /// <summary>The gateway's limits: the options', and over them the file's and the environment's. Throws a <see cref="FormatException"/> that names the faults.</summary>
    public static GatewayLimits Limits(this IConfiguration configuration, CoordinatorOptions options)
    {
        var limits = configuration.GetSection(GatewayLimits.Section).Over(options.Limits with { });

        return limits.Faults().ToArray() is { Length: > 0 } faults ? throw new FormatException(string.Join(' ', faults)) : limits;
    }

    /// <summary>The options with what the section says in their place.</summary>
    public static T Over<T>(this IConfigurationSection section, T options)
    {
        try
        {
            section.Bind(options);

            return options;
        }
        catch (InvalidOperationException fault)
        {
            throw new FormatException(fault.Message, fault);
        }
    }

    public static void AddCoordinatorLogging(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(o =>
        {
            o.SingleLine = true;
            o.TimestampFormat = "HH:mm:ss.fff ";
            o.UseUtcTimestamp = true;
        });
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Orleans", LogLevel.Warning);
        logging.AddFilter("Grpc", LogLevel.Warning);
        logging.AddFilter("Polly", LogLevel.Warning);
        // One machine, few cores, little memory: the workstation collector is the right one, whatever Orleans advises.
        logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);
        // The watchdog measures its first interval from the machine's start and warns of it.
        logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
    }

    public static void AddCoordinatorStorage(this IServiceCollection services, CoordinatorOptions options, AzureSettings azure)
    {
        if (azure.Storage.IsUsed)
        {
            services.AddFedGrainsAzureStorage(azure);
        }
        else
        {
            services.AddSingleton<IArtifactStore>(s => new FileArtifactStore(options.Data, s.GetRequiredService<TimeProvider>()));
            services.AddSingleton<IAuditTrail>(s => new FileAuditLogs(options.Data, s.GetRequiredService<IKeyVault>(), s.GetRequiredService<TimeProvider>()));
        }

        services.AddCoordinatorVault(options, azure);
    }

    public static void ListenForSites(this IWebHostBuilder host, CoordinatorOptions options) => host.ConfigureKestrel((_, kestrel) =>
    {
        var endpoint = options.Endpoint();

        kestrel.Limits.Http2.InitialStreamWindowSize = StreamWindow;
        kestrel.Limits.Http2.InitialConnectionWindowSize = ConnectionWindow;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(10);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.AddServerHeader = false;

        kestrel.Listen(endpoint, listen =>
        {
            listen.Protocols = options.Plaintext ? HttpProtocols.Http2 : HttpProtocols.Http1AndHttp2;
            if (!options.Plaintext) listen.UseHttps(https => https.ServerCertificateSelector = Selector(kestrel.ApplicationServices.GetRequiredService<GatewayCertificate>()));
        });
    });

    public static void AddCoordinatorCertificate(this IServiceCollection services, CoordinatorOptions options)
    {
        services.AddSingleton(s => new LocalAuthority(Path.Combine(options.Data, "tls"), s.GetRequiredService<TimeProvider>(), s.GetKeyedService<SharedSecret>(AzureRegistration.GatewayAuthority)));
        if (options.Plaintext) return;

        services.AddSingleton<GatewayCertificate>();
        services.AddHostedService(s => s.GetRequiredService<GatewayCertificate>());
    }

    public static void AddCoordinatorTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.Configuration[OtlpEndpoint] is null) return;

        builder.Services.AddOpenTelemetry()
            .WithTracing(t => t.AddSource(CoordinatorTelemetry.SourceName).AddAspNetCoreInstrumentation())
            .WithMetrics(m => m.AddMeter(CoordinatorInstruments.MeterName, "Microsoft.Orleans").AddAspNetCoreInstrumentation())
            .WithLogging()
            .UseOtlpExporter();
    }

    private static T AddGiven<T>(this T configuration, string? configFile)
        where T : IConfigurationBuilder
    {
        if (configFile is not null) configuration.AddJsonFile(Path.GetFullPath(configFile), optional: false);
        configuration.AddEnvironmentVariables();

        return configuration;
    }

    private static IEnumerable<KeyValuePair<string, string?>> AzureDefaults(CoordinatorOptions options) =>
        options.Roles.HasFlag(CoordinatorRoles.Silo) ? AzureRegistration.SiloDefaults : AzureRegistration.ClientDefaults;

    private static Dictionary<string, string?> FileDefaults(CoordinatorOptions options) => new()
    {
        ["Orleans:GrainStorage:Default:ProviderType"] = "File",
        ["Orleans:GrainStorage:Default:RootDirectory"] = Path.Combine(options.Data, "grains"),
        ["Orleans:Reminders:ProviderType"] = "File",
        ["Orleans:Reminders:RootDirectory"] = Path.Combine(options.Data, "reminders"),
    };

    private static Func<ConnectionContext?, string?, X509Certificate2?> Selector(GatewayCertificate certificate)
    {
        // Now, so that a fault is told before anyone can connect.
        certificate.Renew();

        return (_, _) => certificate.Current;
    }
}
