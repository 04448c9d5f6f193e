using System.Globalization;

using FedGrains.Core.Rounds;
using FedGrains.Privacy.Updates;
using FedGrains.Site.Trainers;

namespace FedGrains.Site.Masking;

/// <summary>What a configuration says of masking, as the library takes it. Throws a <see cref="SiteTrainingException"/> that names the field when it cannot be.</summary>
internal static class MaskingTasks
{
    public static UpdateRing RingOf(int bits) => bits switch
    {
        32 => UpdateRing.Bits32,
        64 => UpdateRing.Bits64,
        _ => throw new SiteTrainingException($"configuration: masking.ringBits is {bits}, and rings have 32 or 64."),
    };

    public static ClipBounds Bounds(this MaskingTask task) => task.Clip > 0 && double.IsFinite(task.Clip)
        ? new(task.Clip)
        : throw new SiteTrainingException(string.Create(CultureInfo.InvariantCulture, $"configuration: masking.clip is {task.Clip}, and it must be finite and above 0."));

    public static UpdateQuantiser Quantiser(this MaskingTask task)
    {
        try
        {
            return new(task.Bounds(), task.LargestCohort, task.WeightCap, RingOf(task.RingBits));
        }
        catch (ArgumentException fault)
        {
            throw new SiteTrainingException($"configuration: masking: {fault.Message}");
        }
    }

    /// <summary>The weight of a site that trained on so many records: those, or 1 where all sites weigh alike.</summary>
    public static long Weight(this MaskingTask task, long examples) =>
        task.WeightCap == 1 ? 1
        : examples <= task.WeightCap ? examples
        : throw new SiteTrainingException($"update: {examples} training records are more than the {task.WeightCap} that any site may weigh in this run (masking.weightCap). Start a run with a larger cap.");
}
