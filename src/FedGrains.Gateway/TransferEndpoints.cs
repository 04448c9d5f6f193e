using FedGrains.Gateway.Identity;
using FedGrains.Gateway.Models;
using FedGrains.Gateway.Refusals;
using FedGrains.Gateway.Updates;

using Grpc.Core;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace FedGrains.Gateway;

/// <summary>The two calls that carry bytes by the megabyte, as plain HTTP: a frame and a message for every few of them cost more than the bytes.</summary>
internal sealed class TransferEndpoints(SiteGuard guard, ModelDownload download, UpdateUpload upload)
{
    // A line that moves less than this is dead; the site comes back and goes on.
    private static readonly MinDataRate SlowestLine = new(bytesPerSecond: 100, gracePeriod: TimeSpan.FromMinutes(1));

    public void Map(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/fedgrains.v1.SiteGateway/DownloadModel", call => Answer(call, () => download.Send(call)));
        endpoints.MapPut("/fedgrains.v1.SiteGateway/UploadUpdate", call => Answer(call, () => upload.Receive(call)));
    }

    private async Task Answer(HttpContext call, Func<Task> answer)
    {
        if (call.Request.Protocol == HttpProtocol.Http11 && call.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = SlowestLine;

        try
        {
            await guard.Admit(call, answer);
        }
        catch (RpcException refusal)
        {
            await HttpRefusals.Answer(call, refusal);
        }
        catch (Exception fault) when (fault is IOException or OperationCanceledException && call.RequestAborted.IsCancellationRequested)
        {
            // The line was cut: nobody is there to be told. What came before is kept.
        }
    }
}
