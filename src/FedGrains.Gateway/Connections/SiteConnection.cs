using System.Threading.Channels;

using FedGrains.Contracts.Nodes;
using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;
using FedGrains.Gateway.Refusals;
using FedGrains.Protocol.V1;
using FedGrains.Storage;

using Grpc.Core;

using Microsoft.Extensions.Logging;

using DatasetSummary = FedGrains.Core.Nodes.DatasetSummary;
using Task = System.Threading.Tasks.Task;

namespace FedGrains.Gateway.Connections;

/// <summary>One site's standing connection, from hello to hang-up.</summary>
internal sealed partial class SiteConnection(NodeKey node, IGrainFactory grains, ILogger<SiteConnection> logger)
{
    private const int LongestText = 200;

    private readonly Guid _id = Guid.NewGuid();
    private readonly Channel<CoordinatorMessage> _outgoing = Channel.CreateUnbounded<CoordinatorMessage>(new() { SingleReader = true });

    private INodeConnectionGrain Connection => grains.GetGrain<INodeConnectionGrain>(node.ToString());

    public async Task Run(IAsyncStreamReader<SiteMessage> incoming, IServerStreamWriter<CoordinatorMessage> outgoing, CancellationToken cancellation)
    {
        if (!await incoming.MoveNext(cancellation) || incoming.Current.Hello is not { } hello)
            throw Refusal.Invalid("no-hello", "message: the first message of a connection is hello.");

        var observer = new GatewayObserver(_outgoing.Writer);
        var reference = grains.CreateObjectReference<INodeObserver>(observer);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var writing = Write(outgoing, ended.Token);

        try
        {
            await Greet(hello, observer, reference);
            await Listen(incoming, hello, observer, reference, cancellation);
        }
        finally
        {
            await Detach();
            _outgoing.Writer.TryComplete();
            await ended.CancelAsync();
            await writing;
            // The silo holds observers weakly; this one must live as long as the connection.
            GC.KeepAlive(observer);
            grains.DeleteObjectReference<INodeObserver>(reference);
        }
    }

    // A node whose silo is gone, or that cannot be read now, has no connection to forget: it gets one when the site comes back.
    private async Task Detach()
    {
        try
        {
            await Connection.Detach(_id);
        }
        catch (Exception fault) when (fault is OrleansException or TimeoutException or StorageException or IOException)
        {
            LogNotDetached(node, fault);
        }
    }

    private async Task Greet(Hello hello, GatewayObserver observer, INodeObserver reference)
    {
        foreach (var dataset in hello.Datasets) await Register(dataset);

        _outgoing.Writer.TryWrite(new() { Welcome = new() { HeartbeatSeconds = (int)ConnectionRules.Heartbeat.TotalSeconds } });
        await Attach(hello, observer, reference, isNew: true);
    }

    private async Task Listen(IAsyncStreamReader<SiteMessage> incoming, Hello hello, GatewayObserver observer, INodeObserver reference, CancellationToken cancellation)
    {
        while (await Next(incoming, cancellation))
        {
            var message = incoming.Current;

            switch (message.MessageCase)
            {
                case SiteMessage.MessageOneofCase.Heartbeat:
                    await Attach(hello, observer, reference, isNew: false);
                    break;
                case SiteMessage.MessageOneofCase.Progress:
                    await Renew(message.Progress);
                    break;
                case SiteMessage.MessageOneofCase.Dataset:
                    await Register(message.Dataset);
                    break;
                default:
                    throw Refusal.Invalid("unexpected-message", $"message: {message.MessageCase} is not expected here.");
            }
        }
    }

    // A peer that is silent for longer than this is gone even if TCP has not noticed.
    private static async Task<bool> Next(IAsyncStreamReader<SiteMessage> incoming, CancellationToken cancellation)
    {
        try
        {
            return await incoming.MoveNext(cancellation).WaitAsync(ConnectionRules.LostAfter, cancellation);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException or IOException)
        {
            return false;
        }
    }

    private async Task Attach(Hello hello, GatewayObserver observer, INodeObserver reference, bool isNew)
    {
        var software = hello.Software.Length > LongestText ? hello.Software[..LongestText] : hello.Software;
        var attachment = await Connection.Attach(_id, reference, software, isNew);

        if (!attachment.Current) throw Refusal.Of(StatusCode.Aborted, "superseded", $"connection: {node} has connected again since, or was revoked; this connection is closed.");

        foreach (var message in attachment.Told) await observer.Told(message);
        foreach (var assignment in attachment.Work) observer.Push(assignment);
    }

    private async Task Renew(Progress progress)
    {
        if (!NameRule.Accepts(progress.Run) || progress.Round < 1) throw Refusal.Invalid("bad-progress", "progress: name the run and the round.");

        LogProgress(node, progress.Run, progress.Round, progress.Done, progress.Total);
        await grains.GetGrain<IRoundGrain>(new RoundKey(new(node.Federation, new(progress.Run)), progress.Round).ToString()).Renew(node.Node, Traffic.None);
    }

    private async Task Register(Protocol.V1.DatasetSummary message)
    {
        var summary = Summary(message);

        if (DatasetCounts.Fault(summary) is { } fault) throw Refusal.Invalid("bad-dataset", $"dataset '{summary.Name}': {fault}");

        await grains.GetGrain<INodeGrain>(node.ToString()).RegisterDataset(summary);
    }

    private static DatasetSummary Summary(Protocol.V1.DatasetSummary message)
    {
        try
        {
            return Messages.Read(message);
        }
        catch (FormatException exception)
        {
            throw Refusal.Invalid("bad-dataset", $"dataset: {exception.Message}");
        }
    }

    private async Task Write(IServerStreamWriter<CoordinatorMessage> outgoing, CancellationToken cancellation)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellation)) await outgoing.WriteAsync(message, cancellation);
        }
        catch (Exception exception) when (exception is OperationCanceledException or InvalidOperationException or IOException or RpcException)
        {
            // The site hung up; the reading side ends the connection.
            LogWriteEnded(node);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Node {Node}: {Run}/{Round} is at {Done} of {Total}")]
    private partial void LogProgress(NodeKey node, string run, int round, long done, long total);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Node {Node}: it could not be told that its connection ended")]
    private partial void LogNotDetached(NodeKey node, Exception fault);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Node {Node}: nothing more can be sent on its connection")]
    private partial void LogWriteEnded(NodeKey node);
}
