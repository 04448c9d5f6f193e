using FedGrains.Protocol.V1;
using FedGrains.Site.Auditing;
using FedGrains.Site.Connection;
using FedGrains.Site.Gateway;
using FedGrains.Site.Telemetry;

using Grpc.Core;

namespace FedGrains.Site.Jobs;

/// <summary>A job from beginning to end: work, commit, submit, commit.</summary>
internal sealed partial class TrainingJob(
    LocalWork work,
    Submission submission,
    GatewayClient gateway,
    GatewayRetries retries,
    JobRetention retention,
    SiteAudit audit,
    IGrainFactory grains,
    Outbox outbox,
    SiteInstruments instruments,
    TimeProvider clock,
    ILogger<TrainingJob> logger)
{
    /// <summary>Runs the job from where it stands. Nothing comes out but through the grain and the gateway.</summary>
    public async Task Run(JobAssignment assignment, SignedWork? signed, string? failure, CancellationToken cancellation)
    {
        using var span = SiteTelemetry.StartJob(assignment);
        using var progress = new JobProgress(outbox, clock, assignment);
        retention.Begin(assignment);

        try
        {
            var listed = retention.Add(assignment.Key, cancellation);
            await (failure is null ? Submit(assignment, signed, progress, cancellation) : Report(assignment, failure, cancellation));
            await listed;
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            instruments.JobEnded("stopped");
        }
        catch (Exception fault)
        {
            // The top of the job: a failure that could not even be committed or told. The coordinator sees the silence.
            LogBroken(assignment.Key, fault);
            instruments.JobEnded("broken");
        }
        finally
        {
            retention.End(assignment);
        }
    }

    private async Task Submit(JobAssignment assignment, SignedWork? signed, JobProgress progress, CancellationToken cancellation)
    {
        try
        {
            signed ??= await Work(assignment, progress, cancellation);
            await audit.Sending(assignment, signed);
            var receipt = await submission.Send(assignment, signed, progress, cancellation);
            instruments.JobEnded("submitted");
            await Steps(assignment).Submitted(DateTimeOffset.FromUnixTimeMilliseconds(receipt.AcceptedUnixMs));
        }
        catch (Exception fault) when (!cancellation.IsCancellationRequested)
        {
            LogFault(assignment.Key, fault);
            var reason = FailureSentences.Of(fault);

            // Told after a refusal, too: a gateway that refuses does not say so to the round, which would go on waiting.
            await audit.Failing(assignment, reason);
            await Steps(assignment).Failed(assignment, reason);
            await Report(assignment, reason, cancellation);
        }
    }

    private async Task<SignedWork> Work(JobAssignment assignment, JobProgress progress, CancellationToken cancellation)
    {
        await audit.Began(assignment);

        return await work.Do(assignment, progress, cancellation);
    }

    private async Task Report(JobAssignment assignment, string reason, CancellationToken cancellation)
    {
        var report = new ReportFailureRequest { Run = assignment.Run.Value, Round = assignment.Round, Reason = reason };

        try
        {
            await retries.Run(token => gateway.Report(report, token), cancellation);
        }
        catch (RpcException refusal) when (!cancellation.IsCancellationRequested)
        {
            LogUntold(assignment.Key, refusal.Sentence());
        }

        instruments.JobEnded("failed");
    }

    private IJobStepsGrain Steps(JobAssignment assignment) => grains.GetGrain<IJobStepsGrain>(assignment.Key);
}
