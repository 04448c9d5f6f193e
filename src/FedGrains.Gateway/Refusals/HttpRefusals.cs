using System.Globalization;

using FedGrains.Gateway.Identity;

using Grpc.Core;

using Microsoft.AspNetCore.Http;

namespace FedGrains.Gateway.Refusals;

/// <summary>A refusal as the answer to a plain HTTP call.</summary>
internal static class HttpRefusals
{
    private const string StatusHeader = "Fedgrains-Status";
    private const string ReasonHeader = "Fedgrains-Reason";

    public static async Task Answer(HttpContext call, RpcException refusal)
    {
        if (call.Response.HasStarted)
        {
            call.Abort();
            return;
        }

        // An HTTP/1.1 client reads the answer when it has sent everything; one whose line is closed before that never sees it. A
        // stranger could go on sending for ever, and is not listened to.
        if (SiteCaller.NodeOf(call) is not null) await call.Request.Body.CopyToAsync(Stream.Null, call.RequestAborted);

        call.Response.StatusCode = HttpStatus(refusal.StatusCode);
        call.Response.ContentType = "text/plain; charset=utf-8";
        call.Response.Headers[StatusHeader] = ((int)refusal.StatusCode).ToString(CultureInfo.InvariantCulture);
        call.Response.Headers[ReasonHeader] = Refusal.Reason(refusal);
        await call.Response.WriteAsync(refusal.Status.Detail, call.RequestAborted);
    }

    private static int HttpStatus(StatusCode status) => status switch
    {
        StatusCode.InvalidArgument or StatusCode.OutOfRange => StatusCodes.Status400BadRequest,
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.AlreadyExists or StatusCode.Aborted or StatusCode.FailedPrecondition => StatusCodes.Status409Conflict,
        StatusCode.DeadlineExceeded => StatusCodes.Status410Gone,
        StatusCode.ResourceExhausted => StatusCodes.Status429TooManyRequests,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };
}
