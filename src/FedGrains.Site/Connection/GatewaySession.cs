using System.Reflection;

using FedGrains.Protocol.V1;
using FedGrains.Site.Datasets;
using FedGrains.Site.Gateway;
using FedGrains.Site.Jobs;
using FedGrains.Site.Masking;

using Grpc.Core;

namespace FedGrains.Site.Connection;

/// <summary>One standing connection, from hello until it is lost.</summary>
internal sealed partial class GatewaySession(
    GatewayClient gateway, ISiteDatasets datasets, Outbox outbox, MaskingMail masking, IGrainFactory grains, ConnectionStatus status, TimeProvider clock, ILogger<GatewaySession> logger)
{
    private static readonly string Software = $"fedgrains-site/{typeof(GatewaySession).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}";

    /// <summary>Stays connected; returns or throws once the connection is lost.</summary>
    public async Task Run(Action<TimeSpan> welcomed, CancellationToken cancellation)
    {
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var call = gateway.Connect(lost.Token);

        outbox.Clear();
        await call.RequestStream.WriteAsync(new() { Hello = await Hello(cancellation) }, cancellation);
        var heartbeat = await Welcome(call.ResponseStream, cancellation);
        status.Connected();
        welcomed(heartbeat);

        // Whichever ends first ends the others; the reader knows the gateway's reason, so it is asked last.
        var reading = Read(call.ResponseStream, lost.Token);
        var writing = Write(call.RequestStream, lost.Token);
        var beating = Beat(heartbeat, lost.Token);
        await Task.WhenAny(reading, writing, beating);

        if (!reading.IsCompleted && !cancellation.IsCancellationRequested && writing.IsFaulted) await Task.WhenAny(reading, Task.Delay(TimeSpan.FromSeconds(1), clock, cancellation));

        await lost.CancelAsync();
        await Task.WhenAll(writing, beating, reading).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await (beating.IsFaulted ? beating : reading);
    }

    private async Task<Hello> Hello(CancellationToken cancellation)
    {
        var hello = new Hello { Software = Software };

        foreach (var dataset in await datasets.List(cancellation))
        {
            var summary = SummaryMessages.Of(dataset);
            outbox.Told(summary);
            hello.Datasets.Add(summary);
        }

        return hello;
    }

    private static async Task<TimeSpan> Welcome(IAsyncStreamReader<CoordinatorMessage> messages, CancellationToken cancellation) =>
        await messages.MoveNext(cancellation) && messages.Current.Welcome is { HeartbeatSeconds: > 0 } welcome
            ? TimeSpan.FromSeconds(welcome.HeartbeatSeconds)
            : throw new RpcException(new Status(StatusCode.Internal, "The gateway did not answer the hello with a welcome."));

    private async Task Read(IAsyncStreamReader<CoordinatorMessage> messages, CancellationToken cancellation)
    {
        while (await messages.MoveNext(cancellation))
        {
            switch (messages.Current.MessageCase)
            {
                case CoordinatorMessage.MessageOneofCase.Assignment:
                    await Accept(messages.Current.Assignment);
                    break;
                case CoordinatorMessage.MessageOneofCase.Withdrawal:
                    var withdrawal = messages.Current.Withdrawal;
                    await Job(withdrawal.Run, withdrawal.Round).Withdraw(withdrawal.Reason);
                    break;
                case CoordinatorMessage.MessageOneofCase.Masking:
                    masking.Receive(messages.Current.Masking);
                    break;
                case CoordinatorMessage.MessageOneofCase.Welcome or CoordinatorMessage.MessageOneofCase.None:
                    break;
            }
        }
    }

    private async Task Accept(Assignment message)
    {
        if (AssignmentMessages.TryRead(message) is { } assignment) await Job(assignment.Run.Value, assignment.Round).Accept(assignment);
        else LogUnreadable(message.Run, message.Round);
    }

    private async Task Write(IClientStreamWriter<SiteMessage> stream, CancellationToken cancellation)
    {
        await foreach (var message in outbox.Messages.ReadAllAsync(cancellation)) await stream.WriteAsync(message, cancellation);
    }

    private async Task Beat(TimeSpan interval, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(interval, clock);

        while (await timer.WaitForNextTickAsync(cancellation))
        {
            outbox.Beat();
            foreach (var dataset in await datasets.List(cancellation)) outbox.Tell(SummaryMessages.Of(dataset));
        }
    }

    private ITrainingJobGrain Job(string run, int round) => grains.GetGrain<ITrainingJobGrain>(JobKey.Of(run, round));
}
