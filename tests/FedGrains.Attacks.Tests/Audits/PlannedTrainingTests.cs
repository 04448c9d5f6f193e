using FedGrains.Attacks.Audits;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Tests.Audits;

public sealed class PlannedTrainingTests
{
    private static readonly TrainingPlan s_plain = new(LossNames.BinaryCrossEntropy, [], new(OptimizerNames.Sgd, 0.2), BatchSize: 8, LocalSteps: 10, LocalEpochs: 0, ProximalTerm: 0);

    [Fact]
    public void Of_NoDefence_IsThePlanForAllRounds()
    {
        Assert.Equal(new(s_plain with { LocalSteps = 30 }, null, null), PlannedTraining.Of(s_plain, 1000, 100, rounds: 3));
        Assert.Equal(new(s_plain with { LocalSteps = 0, LocalEpochs = 6 }, null, null), PlannedTraining.Of(s_plain with { LocalSteps = 0, LocalEpochs = 2 }, 1000, 100, rounds: 3));
    }

    // The site's sampling rate follows from all its records, whatever number of them is attacked.
    [Fact]
    public void Of_ExpectedBatch_KeepsTheSitesSamplingRate()
    {
        var training = PlannedTraining.Of(s_plain with { BatchSize = 0, Privacy = new(1.5, 2, ExpectedBatch: 50) }, siteRecords: 200, attacked: 40, rounds: 2);

        Assert.Equal(new DpSgdMechanism(0.25, 2, 1.5, 20), training.Mechanism);
        Assert.Equal(new DpSgd(1.5, 2, SamplingRate: 0.25), training.Defended!.Privacy);
        Assert.Equal((null, 11, 20), (training.Undefended.Privacy, training.Undefended.BatchSize, training.Undefended.LocalSteps));
    }

    [Fact]
    public void Of_Epochs_AreExpectedPasses() => Assert.Equal(
        new DpSgdMechanism(0.3, 2, 1, 3 * 2 * 4),
        PlannedTraining.Of(s_plain with { BatchSize = 0, LocalSteps = 0, LocalEpochs = 2, Privacy = new(1, 2, SamplingRate: 0.3) }, 200, 40, rounds: 3).Mechanism);

    [Fact]
    public void Of_AlmostNobodyDrawn_HasBatchesOfOne() => Assert.Equal(
        1, PlannedTraining.Of(s_plain with { BatchSize = 0, Privacy = new(1, 2, SamplingRate: 0.001) }, 200, 40, rounds: 1).Undefended.BatchSize);
}
