using System.Collections.Immutable;

using FedGrains.Core.Evaluation;
using FedGrains.Core.Rounds;
using FedGrains.Core.Training;

namespace FedGrains.Site.Trainers;

/// <summary>
/// What happens to a model at a site. The default trains on the registered datasets; whoever registers another before the
/// site's own services replaces it. Neither method is called on a grain's turn; one runs at a time.
/// </summary>
public interface ISiteTrainer
{
    /// <summary>Measures the model on held-out records; empty when there are none.</summary>
    Task<ImmutableArray<Measurement>> Evaluate(SiteTask task, ReadOnlyMemory<float> parameters, CancellationToken cancellation);

    /// <summary>Trains from <paramref name="parameters"/>, which must not be changed.</summary>
    Task<TrainedModel> Train(SiteTask task, ReadOnlyMemory<float> parameters, IProgress<TrainerProgress> progress, CancellationToken cancellation);
}

/// <summary>How far training is; without a loss where it must not be known.</summary>
public readonly record struct TrainerProgress(long Done, long Total, double? Loss);

/// <summary>A trained model.</summary>
/// <param name="Parameters">As many as it started from.</param>
/// <param name="Examples">The training records behind it.</param>
/// <param name="Loss">The mean loss while training; null where training is private, whose guarantee does not cover it.</param>
/// <param name="Seconds">How long training took.</param>
/// <param name="Mechanism">What private training did; null where it was not private.</param>
public sealed record TrainedModel(ReadOnlyMemory<float> Parameters, long Examples, double? Loss, double Seconds, DpSgdMechanism? Mechanism = null);

/// <summary>The site cannot do its part; the message is a sentence for the federation and holds no value of any record.</summary>
public sealed class SiteTrainingException(string message) : Exception(message);
