using Grpc.Core;
using Grpc.Core.Interceptors;

namespace FedGrains.Gateway.Identity;

/// <summary>Every gRPC call passes the guard.</summary>
internal sealed class SiteIdentityInterceptor(SiteGuard guard) : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        guard.Admit(context.GetHttpContext(), () => continuation(request, context));

    public override Task DuplexStreamingServerHandler<TRequest, TResponse>(IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
        guard.Admit(context.GetHttpContext(), () => continuation(requestStream, responseStream, context));
}
