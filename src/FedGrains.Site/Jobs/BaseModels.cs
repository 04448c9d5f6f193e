using FedGrains.Core.Models;
using FedGrains.Site.Gateway;
using FedGrains.Site.Telemetry;
using FedGrains.Site.Trainers;
using FedGrains.Storage.Artifacts;

using Grpc.Core;

namespace FedGrains.Site.Jobs;

/// <summary>
/// The models that jobs start from. The last one stays in memory: two jobs from one model download it once, and the next model
/// takes its place. A download that was cut off goes on where it was; after a crash of the site the job begins again, and so does
/// the download.
/// </summary>
internal sealed class BaseModels(GatewayClient gateway, GatewayRetries retries, SiteInstruments instruments) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(1);
    private BaseParameters? _last;
    private ModelReceiver? _coming;

    /// <summary>The model's parameters, downloaded if need be. They stay as they are until the caller disposes of what it got.</summary>
    public async Task<BaseParameters.Use> Use(JobAssignment assignment, ModelLayout layout, JobProgress progress, CancellationToken cancellation)
    {
        await _turns.WaitAsync(cancellation);

        try
        {
            if (_last is not { } last || !last.Are(assignment.BaseDigest, layout)) last = await Download(assignment, layout, progress, cancellation);

            return last.Begin();
        }
        finally
        {
            _turns.Release();
        }
    }

    public void Dispose()
    {
        _coming?.Dispose();
        _turns.Dispose();
    }

    private async Task<BaseParameters> Download(JobAssignment assignment, ModelLayout layout, JobProgress progress, CancellationToken cancellation)
    {
        var model = Receiver(assignment, layout);

        try
        {
            await retries.Run(token => Receive(model, assignment, progress, token), cancellation);

            return _last = new(assignment.BaseDigest, layout, model.Parameters());
        }
        catch (DigestMismatchException)
        {
            throw new SiteTrainingException($"model: the file of version {assignment.BaseVersion} that the gateway sent is not the one that the assignment names ({assignment.BaseDigest}).");
        }
        finally
        {
            // A download that was only interrupted can go on; one that came to an end, good or bad, cannot.
            if (!cancellation.IsCancellationRequested || model.IsWhole) Forget();
        }
    }

    private ModelReceiver Receiver(JobAssignment assignment, ModelLayout layout)
    {
        if (_coming is { } coming && coming.Is(assignment.BaseDigest, layout)) return coming;

        Forget();
        var room = _last?.Release();
        _last = null;

        return _coming = new(assignment.BaseDigest, assignment.BaseLength, layout, room);
    }

    private void Forget()
    {
        _coming?.Dispose();
        _coming = null;
    }

    private async Task Receive(ModelReceiver model, JobAssignment assignment, JobProgress progress, CancellationToken cancellation)
    {
        if (model.IsWhole) return;

        await gateway.Download(assignment.Run.Value, assignment.Round, model.Received, Take, cancellation);

        if (!model.IsWhole) throw new RpcException(new Status(StatusCode.Unavailable, $"The model's download ended at byte {model.Received} of {assignment.BaseLength}."));

        void Take(ReadOnlySpan<byte> piece)
        {
            model.Append(piece);
            instruments.Downloaded(piece.Length);
            progress.Reach(model.Received);
        }
    }
}
