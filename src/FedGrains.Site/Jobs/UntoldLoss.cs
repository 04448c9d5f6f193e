using FedGrains.Site.Trainers;

namespace FedGrains.Site.Jobs;

/// <summary>Reports how far training is and not how well it goes: the noise on a round's sum does not cover the loss.</summary>
internal sealed class UntoldLoss(IProgress<TrainerProgress> progress) : IProgress<TrainerProgress>
{
    public void Report(TrainerProgress value) => progress.Report(value with { Loss = null });
}
