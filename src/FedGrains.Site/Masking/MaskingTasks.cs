using FedGrains.Core.Rounds;
using FedGrains.Privacy.Noise;
using FedGrains.Privacy.Updates;
using FedGrains.Site.Trainers;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Site.Masking;

/// <summary>What a configuration says of masking, as the library takes it. Throws a <see cref="SiteTrainingException"/> that names the field when it cannot be.</summary>
internal static class MaskingTasks
{
    public static UpdateRing RingOf(int bits) => Read(new(1, 1, 1, bits), MaskedVectors.Ring);

    public static UpdateQuantiser Quantiser(this MaskingTask task) => Read(task, MaskedVectors.Quantiser);

    public static DistributedGaussianQuantiser NoisyQuantiser(this MaskingTask task) => Read(task, MaskedVectors.NoisyQuantiser);

    /// <summary>Refuses settings that cannot be, for a model of so many parameters, and noise that counts on more sites than a sum takes by the roster that this site goes by.</summary>
    public static void Require(this MaskingTask task, long parameters, int leastSurvivors)
    {
        _ = Read(task, MaskedVectors.Reader);
        if (task.Noise is not { } noise) return;

        if (noise.Parameters != parameters) throw new SiteTrainingException($"configuration: masking.noise is for {noise.Parameters} parameters, and the model has {parameters}.");
        if (noise.FewestSurvivors > leastSurvivors) throw new SiteTrainingException($"configuration: masking.noise counts on the noise of {noise.FewestSurvivors} sites, and by this site's roster a sum takes {leastSurvivors}: there would be less noise than the run claims.");
    }

    /// <summary>The weight of a site that trained on so many records: those, or 1 where all sites weigh alike.</summary>
    public static long Weight(this MaskingTask task, long examples) =>
        task.WeightCap == 1 ? 1
        : examples <= task.WeightCap ? examples
        : throw new SiteTrainingException($"update: {examples} training records are more than the {task.WeightCap} that any site may weigh in this run (masking.weightCap). Start a run with a larger cap.");

    private static T Read<T>(MaskingTask task, Func<MaskingTask, T> read)
    {
        try
        {
            return read(task);
        }
        catch (ArgumentException fault)
        {
            throw new SiteTrainingException($"configuration: masking: {fault.Message}");
        }
    }
}
