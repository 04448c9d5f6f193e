using FedGrains.Gateway.Identity;
using FedGrains.Gateway.Limits;
using FedGrains.Gateway.Masking;
using FedGrains.Gateway.Models;
using FedGrains.Gateway.Refusals;
using FedGrains.Gateway.Updates;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FedGrains.Gateway;

/// <summary>The gateway in a host that has Orleans, an artifact store and an audit trail.</summary>
public static class GatewayRegistration
{
    private const int LargestMessage = 2 * 1024 * 1024;

    public static IServiceCollection AddFedGrainsGateway(this IServiceCollection services, GatewayLimits limits)
    {
        services.AddGrpc(o =>
        {
            o.MaxReceiveMessageSize = LargestMessage;
            o.Interceptors.Add<SiteIdentityInterceptor>();
        });

        services.TryAddSingleton(TimeProvider.System);

        return services
            .AddSingleton<SitePublicKeys>()
            .AddSingleton<SiteAuthenticator>()
            .AddSingleton<SiteGuard>()
            .AddSingleton<SiteIdentityInterceptor>()
            .AddSingleton<RefusalAudit>()
            .AddSingleton(_ => new CallLimiter(limits))
            .AddSingleton<RefusalTally>()
            .AddHostedService(provider => provider.GetRequiredService<RefusalTally>())
            .AddSingleton<Enrolment>()
            .AddSingleton<ModelDownload>()
            .AddSingleton<SealedUpdates>()
            .AddSingleton<IntakeAudit>()
            .AddSingleton<UpdateUpload>()
            .AddSingleton<EvaluationIntake>()
            .AddSingleton<MaskingIntake>()
            .AddSingleton<TransferEndpoints>();
    }

    public static IEndpointRouteBuilder MapFedGrainsGateway(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGrpcService<SiteGatewayService>();
        endpoints.ServiceProvider.GetRequiredService<TransferEndpoints>().Map(endpoints);

        return endpoints;
    }
}
