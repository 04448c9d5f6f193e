using System.Collections.Immutable;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Rounds;
using FedGrains.Core.Training;
using FedGrains.Site.Trainers;

namespace FedGrains.Site.Tests.Testing;

/// <summary>Adds a constant, and counts.</summary>
internal sealed class CountingTrainer : ISiteTrainer
{
    public const float Change = 0.5f;

    public int Trained { get; private set; }

    public Received<SiteTask> Begun { get; } = new();

    public Func<float, float> Step { get; set; } = x => x + Change;

    /// <summary>What it says that it did in a private plan.</summary>
    public Func<DpSgdMechanism?, DpSgdMechanism?> Did { get; set; } = asked => asked;

    /// <summary>Awaited while training.</summary>
    public Func<CancellationToken, Task> Meanwhile { get; set; } = _ => Task.CompletedTask;

    public Task<ImmutableArray<Measurement>> Evaluate(SiteTask task, ReadOnlyMemory<float> parameters, CancellationToken cancellation) =>
        Task.FromResult<ImmutableArray<Measurement>>([new("loss", 0.25, 10, 0.5)]);

    public async Task<TrainedModel> Train(SiteTask task, ReadOnlyMemory<float> parameters, IProgress<TrainerProgress> progress, CancellationToken cancellation)
    {
        Trained++;
        Begun.Add(task);
        await Meanwhile(cancellation);

        return new(Array.ConvertAll(parameters.ToArray(), x => Step(x)), Examples: 40, Loss: task.Training.Privacy is null ? 0.125 : null, Seconds: 0.5, Did(task.Training.MechanismFor(40)));
    }
}
