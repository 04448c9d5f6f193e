using System.Security.Cryptography;

using FedGrains.Site.Auditing;
using FedGrains.Site.Configuration;
using FedGrains.Site.Connection;
using FedGrains.Site.Datasets;
using FedGrains.Site.Gateway;
using FedGrains.Site.Hosting;
using FedGrains.Site.Identity;
using FedGrains.Site.Jobs;
using FedGrains.Site.Ledger;
using FedGrains.Site.Masking;
using FedGrains.Site.Telemetry;
using FedGrains.Site.Trainers;
using FedGrains.Storage.Artifacts;

using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FedGrains.Site;

/// <summary>The site's services. What stops first is added last.</summary>
internal static class SiteServices
{
    public static IServiceCollection AddSite(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);

        return services
            .AddStorage()
            .AddAudit()
            .AddDatasets()
            .AddGateway()
            .AddMasking()
            .AddJobs()
            .AddConnection();
    }

    private static IServiceCollection AddStorage(this IServiceCollection services)
    {
        services.TryAddSingleton<IArtifactStore>(provider =>
            new FileArtifactStore(Path.Combine(provider.GetRequiredService<SiteFolders>().Root, "store"), provider.GetRequiredService<TimeProvider>()));

        return services;
    }

    private static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSingleton(provider => SiteAudit.Open(provider.GetRequiredService<SiteFolders>(), provider.GetRequiredService<SiteIdentity>(), provider.GetRequiredService<TimeProvider>()))
        .AddHostedService<SiteLife>();

    private static IServiceCollection AddDatasets(this IServiceCollection services)
    {
        services.TryAddSingleton<ISiteDatasets, RegisteredDatasets>();

        return services.AddSingleton<DatasetFiles>().AddSingleton<ConfiguredDatasets>();
    }

    private static IServiceCollection AddGateway(this IServiceCollection services) => services
        .AddSingleton(provider => GatewayChannel.Open(provider.GetRequiredService<SiteIdentity>().Terms, provider.GetRequiredService<ILoggerFactory>()))
        .AddSingleton(_ => new Backoff(Random.Shared.NextDouble))
        .AddSingleton<AssertionSigner>()
        .AddSingleton<AssertionInterceptor>()
        .AddSingleton(provider => new GatewayTransfers(
            GatewayChannel.OpenTransfers(provider.GetRequiredService<SiteIdentity>().Terms), provider.GetRequiredService<AssertionSigner>(), provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<GatewayClient>()
        .AddSingleton<GatewayRetries>()
        .AddSingleton<Enrolment>();

    private static IServiceCollection AddMasking(this IServiceCollection services)
    {
        services.TryAddSingleton(_ => RandomNumberGenerator.Create());

        return services
            .AddSingleton(provider => MaskingKey.OpenOrCreate(provider.GetRequiredService<SiteFolders>().MaskingKey, provider.GetRequiredService<RandomNumberGenerator>()))
            .AddSingleton(provider => MaskingParty.Of(provider.GetRequiredService<SiteIdentity>(), provider.GetRequiredService<RandomNumberGenerator>()))
            .AddSingleton<StateSealer>()
            .AddSingleton<MaskHandover>()
            .AddSingleton<UpdateNoise>()
            .AddSingleton<MaskedRounds>()
            .AddSingleton<MaskingMail>()
            .AddHostedService(provider => provider.GetRequiredService<MaskingMail>());
    }

    private static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.TryAddSingleton<ISiteTrainer, TorchSiteTrainer>();

        return services
            .AddSingleton<TrainerRecords>()
            .AddSingleton<SiteInstruments>()
            .AddSingleton<BaseModels>()
            .AddSingleton<UpdateFiles>()
            .AddSingleton<UpdateSeals>()
            .AddSingleton<ReportSigner>()
            .AddSingleton<JobRetention>()
            .AddSingleton<Spending>()
            .AddSingleton<LocalWork>()
            .AddSingleton<Submission>()
            .AddSingleton<TrainingJob>()
            .AddSingleton<JobRunner>()
            .AddHostedService(provider => provider.GetRequiredService<JobRunner>());
    }

    private static IServiceCollection AddConnection(this IServiceCollection services) => services
        .AddSingleton<ConnectionStatus>()
        .AddSingleton<Outbox>()
        .AddSingleton<GatewaySession>()
        .AddHostedService<SiteDoor>()
        .AddHostedService<GatewayConnection>();
}
