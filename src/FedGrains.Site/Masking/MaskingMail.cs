using FedGrains.Protocol.V1;
using FedGrains.Site.Gateway;
using FedGrains.Site.Identity;

using Google.Protobuf;

using Grpc.Core;

namespace FedGrains.Site.Masking;

/// <summary>Carries secure aggregation's messages between the connection and the grain, one at a time: a message in, a step, its reply out. What is lost on the way comes again.</summary>
internal sealed partial class MaskingMail(IServiceProvider services, SiteIdentity identity, GatewayClient gateway, GatewayRetries retries, ILogger<MaskingMail> logger) : BackgroundService
{
    private const int LargestMessage = 2 << 20;

    private readonly MaskingQueue _queue = new();

    /// <summary>Takes in a message of the coordinator, to be dealt with in its turn.</summary>
    public void Receive(MaskingMessage message) => _queue.Put(message, isOutgoing: false);

    /// <summary>Sends a message about rosters that the operator gave rise to; none when there are no bytes.</summary>
    public void Send(byte[] message)
    {
        if (message.Length > 0) _queue.Put(new() { Message = UnsafeByteOperations.UnsafeWrap(message) }, isOutgoing: true);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var (message, isOutgoing) = await _queue.Take(stoppingToken);
                await (isOutgoing ? Exchange(message, stoppingToken) : Answer(message, stoppingToken));
            }
            catch (Exception) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                // The top of a loop that must not end: a site that is deaf here spoils rounds for all.
                LogBroken(fault);
            }
        }
    }

    private async Task Answer(MaskingMessage message, CancellationToken cancellation)
    {
        // Resolved late: the grain sends by this, too.
        var grain = services.GetRequiredService<IGrainFactory>().GetGrain<IMaskingStepsGrain>(identity.Node.ToString());
        var answer = await grain.Receive(message.Message.ToByteArray());

        if (answer.Reply.Length > 0) await Exchange(new() { Run = message.Run, Message = UnsafeByteOperations.UnsafeWrap(answer.Reply) }, cancellation);
        if (answer is { Refusal: { } refusal, Job: { } job }) await Tell(job, refusal, cancellation);
    }

    private async Task Exchange(MaskingMessage message, CancellationToken cancellation)
    {
        if (message.Message.Length > LargestMessage)
        {
            LogTooLarge(message.Message.Length);
            return;
        }

        try
        {
            await retries.Run(token => gateway.Exchange(message, token), cancellation);
        }
        catch (RpcException refusal) when (!cancellation.IsCancellationRequested)
        {
            LogRefused(refusal.Sentence());
        }
    }

    private async Task Tell(MaskedJob job, string refusal, CancellationToken cancellation)
    {
        try
        {
            await retries.Run(token => gateway.Report(new() { Run = job.Run, Round = job.Round, Reason = refusal }, token), cancellation);
        }
        catch (RpcException fault) when (!cancellation.IsCancellationRequested)
        {
            LogUntold(job.Run, job.Round, fault.Sentence());
        }
    }
}
