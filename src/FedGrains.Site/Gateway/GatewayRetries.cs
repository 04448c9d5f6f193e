using Grpc.Core;

namespace FedGrains.Site.Gateway;

/// <summary>Repeats a call until it succeeds, is refused for good, or is not wanted any more.</summary>
internal sealed partial class GatewayRetries(Backoff backoff, TimeProvider clock, ILogger<GatewayRetries> logger)
{
    public async Task<T> Run<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await call(cancellation);
            }
            catch (RpcException fault) when (!cancellation.IsCancellationRequested && !fault.IsFinal())
            {
                var delay = backoff.Delay(attempt);
                LogRetry(attempt, delay, fault.Sentence());
                await Task.Delay(delay, clock, cancellation);
            }
            catch (RpcException) when (cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellation);
            }
        }
    }

    public Task Run(Func<CancellationToken, Task> call, CancellationToken cancellation) => Run(
        async token =>
        {
            await call(token);
            return true;
        },
        cancellation);
}
