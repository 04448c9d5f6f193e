using FedGrains.Gateway.Refusals;

using Grpc.Core;
using Grpc.Core.Interceptors;

namespace FedGrains.Gateway.Identity;

/// <summary>Nothing but enrolment is reached without a verified identity, and every refusal is audited.</summary>
internal sealed class SiteIdentityInterceptor(SiteAuthenticator authenticator, RefusalAudit audit) : Interceptor
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
        try
        {
            if (context.Method != Enrolment) (await authenticator.Authenticate(context)).AttachTo(context);

            return await call();
        }
        catch (RpcException refusal) when (Refusal.Reason(refusal) is { } reason)
        {
            await audit.Record(context, reason, refusal.Status.Detail);
            throw;
        }
    }

    private static async Task<bool> Plain(Task call)
    {
        await call;
        return true;
    }
}
