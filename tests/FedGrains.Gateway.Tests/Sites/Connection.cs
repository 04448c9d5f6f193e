using FedGrains.Protocol.V1;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Sites;

/// <summary>A site's standing connection.</summary>
internal sealed class Connection(AsyncDuplexStreamingCall<SiteMessage, CoordinatorMessage> call) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public Task Send(SiteMessage message) => call.RequestStream.WriteAsync(message);

    public Task Heartbeat() => Send(new() { Heartbeat = new() });

    public async Task<Welcome> Welcomed() => (await Next()).Welcome ?? throw new InvalidOperationException("The first message was no welcome.");

    public async Task<Assignment> Assigned() => (await Next()).Assignment ?? throw new InvalidOperationException("The message was no assignment.");

    public async Task<Withdrawal> Withdrawn() => (await Next()).Withdrawal ?? throw new InvalidOperationException("The message was no withdrawal.");

    public async Task<CoordinatorMessage> Next() => await Read() ?? throw new InvalidOperationException("The connection has ended.");

    /// <summary>Waits until the gateway ends the connection, and throws why.</summary>
    public async Task Ended()
    {
        while (await Read() is not null)
        {
        }
    }

    /// <summary>Reads, as a site does, until the connection is no more, however it ends.</summary>
    public async Task Gone()
    {
        try
        {
            await Ended();
        }
        catch (RpcException fault) when (fault.Trailers.GetValue(RefusalAssertions.ReasonTrailer) is null)
        {
            // A gateway that goes away has no word for it.
        }
    }

    public Task HangUp() => call.RequestStream.CompleteAsync();

    public ValueTask DisposeAsync()
    {
        call.Dispose();

        return ValueTask.CompletedTask;
    }

    private async Task<CoordinatorMessage?> Read() =>
        await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience) ? call.ResponseStream.Current : null;
}
