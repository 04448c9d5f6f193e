using System.Collections.Immutable;
using System.Text.Json;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Json;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Site.Ledger;
using FedGrains.Site.Masking;
using FedGrains.Site.Telemetry;
using FedGrains.Site.Trainers;

namespace FedGrains.Site.Jobs;

/// <summary>What a job does between assignment and upload. One at a time: a device is not shared.</summary>
internal sealed class LocalWork(BaseModels models, ISiteTrainer trainer, UpdateFiles updates, MaskedRounds masking, ReportSigner signer, Spending spending, IGrainFactory grains) : IDisposable
{
    private readonly SemaphoreSlim _device = new(1);

    /// <summary>Returns the signed report once it is durable, with its update.</summary>
    public async Task<SignedWork> Do(JobAssignment assignment, JobProgress progress, CancellationToken cancellation)
    {
        var task = TaskOf(assignment);
        var layout = task.Model.Layout();
        progress.Enter("downloading", assignment.BaseLength);
        using var model = await Stage("download", () => models.Use(assignment, layout, progress, cancellation));
        await _device.WaitAsync(cancellation);

        try
        {
            return await Compute(assignment, task, layout, model.Parameters, progress, cancellation);
        }
        finally
        {
            _device.Release();
        }
    }

    public void Dispose() => _device.Dispose();

    private async Task<SignedWork> Compute(
        JobAssignment assignment, SiteTask task, ModelLayout layout, ReadOnlyMemory<float> parameters, JobProgress progress, CancellationToken cancellation)
    {
        // Before anything is computed: what the site will not take part in is refused first.
        UpdateSeals.Require(assignment);
        var masked = await masking.Begin(assignment, task, layout);

        progress.Enter("evaluating", total: 1);
        var evaluation = await Stage("evaluate", () => trainer.Evaluate(task, parameters, cancellation));
        RequireNumbers(evaluation);

        if (assignment.Task is RoundTask.Evaluate) return await Commit(assignment, signer.Sign(assignment, evaluation));

        var payment = await spending.Begin(assignment, task, cancellation);

        try
        {
            progress.Enter("training", total: 0);
            var isNoised = task.Masking?.Noise is not null;
            var trained = await Stage("train", () => trainer.Train(task, parameters, isNoised ? new UntoldLoss(progress) : progress, cancellation));
            RequireNumbers(trained, parameters.Length);

            // The noise on the sum does not cover it.
            if (isNoised) trained = trained with { Loss = null };

            cancellation.ThrowIfCancellationRequested();

            var update = masked is null
                ? await updates.Store(assignment, task.FractionBits, layout, trained.Parameters, parameters, cancellation)
                : await Stage("mask", () => masking.Store(assignment, masked, trained, parameters, progress, cancellation));

            await payment.Spend(trained, update.Digest);

            return await Commit(assignment, signer.Sign(assignment, evaluation, update, trained, layout, task.FractionBits));
        }
        catch (Exception) when (!cancellation.IsCancellationRequested)
        {
            await payment.SpendOnFailure();
            throw;
        }
    }

    private async Task<SignedWork> Commit(JobAssignment assignment, SignedWork work)
    {
        await grains.GetGrain<IJobStepsGrain>(assignment.Key).Signed(assignment, work);

        return work;
    }

    private static async Task<T> Stage<T>(string name, Func<Task<T>> stage)
    {
        using var span = SiteTelemetry.Start(name);

        return await stage();
    }

    private static SiteTask TaskOf(JobAssignment assignment)
    {
        try
        {
            var task = JsonSerializer.Deserialize<SiteTask>(assignment.Configuration, CoreJson.Options);

            return task is { Model: not null, Training: not null } && task.Model.Faults().IsEmpty && !task.Training.Faults().Any()
                ? task
                : throw new SiteTrainingException("configuration: the model or the training plan is missing or wrong.");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new SiteTrainingException("configuration: this version of the site cannot read it. Update the site.");
        }
    }

    private static void RequireNumbers(ImmutableArray<Measurement> evaluation)
    {
        if (evaluation.Select(m => m.Fault()).FirstOrDefault(f => f is not null) is { } fault) throw new SiteTrainingException($"evaluation: {fault}");
    }

    private static void RequireNumbers(TrainedModel trained, int parameters)
    {
        if (trained.Parameters.Length != parameters) throw new SiteTrainingException($"update: training returned {trained.Parameters.Length} parameters; the model has {parameters}.");
        if (trained.Loss is { } loss && !double.IsFinite(loss)) throw new SiteTrainingException("update: the training loss is not a finite number. Use a lower learning rate, or scale the features.");
    }
}
