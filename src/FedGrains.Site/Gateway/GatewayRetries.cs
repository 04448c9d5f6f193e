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
            catch (Exception fault) when (!cancellation.IsCancellationRequested && MayPass(fault))
            {
                var delay = backoff.Delay(attempt);
                LogRetry(attempt, delay, (fault as RpcException)?.Sentence() ?? "The connection to the gateway broke.");
                await Task.Delay(delay, clock, cancellation);
            }
            catch (RpcException) when (cancellation.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellation);
            }
        }
    }

    // A line that is cut in the middle of a message shows itself as a failed write or read, not as a status. The site's own
    // storage has its own exception.
    private static bool MayPass(Exception fault) => fault is IOException or HttpRequestException || (fault is RpcException status && !status.IsFinal());

    public Task Run(Func<CancellationToken, Task> call, CancellationToken cancellation) => Run(
        async token =>
        {
            await call(token);
            return true;
        },
        cancellation);
}
