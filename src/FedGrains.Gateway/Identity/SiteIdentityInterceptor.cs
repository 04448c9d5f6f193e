using FedGrains.Gateway.Limits;
using FedGrains.Gateway.Refusals;

using Grpc.Core;
using Grpc.Core.Interceptors;

namespace FedGrains.Gateway.Identity;

/// <summary>
/// Nothing but enrolment is reached without a verified identity, and every refusal is audited. Whoever has proved who they are is never limited: an
/// assertion is looked at however many bad ones came from the same address.
/// </summary>
internal sealed class SiteIdentityInterceptor(SiteAuthenticator authenticator, CallLimiter limiter, RefusalAudit audit, RefusalTally tally) : Interceptor
{
    private const string Enrolment = "/fedgrains.v1.SiteGateway/Enrol";

    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        Guarded(context, () => continuation(request, context));

    public override Task ServerStreamingServerHandler<TRequest, TResponse>(TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guarded(context, () => Plain(continuation(request, responseStream, context)));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        Guarded(context, () => Plain(continuation(requestStream, responseStream, context)));

    private async Task<T> Guarded<T>(ServerCallContext context, Func<Task<T>> call)
    {
        var address = RemoteAddress.Of(context.GetHttpContext().Connection.RemoteIpAddress);

        if (context.Method == Enrolment && !limiter.AllowsEnrolment(address)) throw TooMany(address);

        try
        {
            if (context.Method != Enrolment) (await authenticator.Authenticate(context)).AttachTo(context);

            return await call();
        }
        catch (RpcException refusal) when (Refusal.Reason(refusal) is { } reason)
        {
            if (SiteCaller.NodeOf(context) is null && !limiter.AllowsRefusal(address)) throw TooMany(address);

            await audit.Record(context, reason, refusal.Status.Detail);
            throw;
        }
    }

    private RpcException TooMany(string address)
    {
        tally.Count(address);

        return Refusal.Of(StatusCode.ResourceExhausted, RefusalTally.Reason, $"address: too many calls came from {address} that are no enrolled site's. Wait a minute, then try again.");
    }

    private static async Task<bool> Plain(Task call)
    {
        await call;
        return true;
    }
}
