using System.Net;
using System.Security.Cryptography.X509Certificates;

using Grpc.Core;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedGrains.Site.Tests.Testing;

/// <summary>A gateway process.</summary>
internal sealed class FakeGateway : IAsyncDisposable
{
    private readonly WebApplication _app;

    private FakeGateway(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public static async Task<FakeGateway> Start(FakeCoordinator coordinator, int port = 0, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(coordinator);
        builder.Services.AddGrpc();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = certificate is null ? HttpProtocols.Http2 : HttpProtocols.Http1AndHttp2;
            if (certificate is not null) listen.UseHttps(certificate);
        }));

        var app = builder.Build();
        var transfers = new FakeTransfers(coordinator);
        app.MapGrpcService<FakeSiteGateway>();
        app.MapGet("/fedgrains.v1.SiteGateway/DownloadModel", call => Answer(call, transfers.Download));
        app.MapPut("/fedgrains.v1.SiteGateway/UploadUpdate", call => Answer(call, transfers.Upload));
        await app.StartAsync();

        return new(app);
    }

    private static async Task Answer(HttpContext call, Func<HttpContext, Task> answer)
    {
        try
        {
            await answer(call);
        }
        catch (RpcException refusal)
        {
            await FakeTransfers.Refuse(call, refusal.StatusCode, refusal.Status.Detail, "test");
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
