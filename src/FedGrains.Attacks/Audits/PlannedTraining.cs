using FedGrains.Core.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>A plan for several rounds at one site, one after another, with its defence and without.</summary>
/// <param name="Undefended">The plan without privacy, with as many batches in a pass as it has samples in one on average.</param>
/// <param name="Defended">The plan as it is; null when it claims no defence.</param>
/// <param name="Mechanism">What the plan says that its defence does in all those rounds; it is the plan's word, not the trainer's.</param>
internal sealed record PlannedTraining(TrainingPlan Undefended, TrainingPlan? Defended, DpSgdMechanism? Mechanism)
{
    /// <param name="plan">The plan of a round.</param>
    /// <param name="siteRecords">The site's training records, which an expected batch's sampling rate follows from.</param>
    /// <param name="attacked">How many of them are attacked.</param>
    /// <param name="rounds">How many rounds.</param>
    public static PlannedTraining Of(TrainingPlan plan, int siteRecords, int attacked, int rounds)
    {
        if (plan.Privacy is not { } privacy) return new(plan with { LocalSteps = plan.LocalSteps * rounds, LocalEpochs = plan.LocalEpochs * rounds }, null, null);

        var rate = privacy.RateFor(siteRecords);
        var steps = checked(rounds * (plan.LocalSteps > 0 ? plan.LocalSteps : plan.LocalEpochs * (int)Math.Ceiling(1 / rate)));
        var defended = plan with { LocalSteps = steps, LocalEpochs = 0, Privacy = privacy with { SamplingRate = rate, ExpectedBatch = 0 } };

        return new(
            defended with { Privacy = null, BatchSize = Even(attacked + 1, (int)Math.Round(1 / rate)) },
            defended,
            new(rate, privacy.NoiseMultiplier, privacy.ClippingNorm, steps));
    }

    // Nearly alike, with a canary among the records: a last batch of one or two records would weigh them many times over, and drown what is looked for.
    private static int Even(int records, int batches) => (records + batches - 1) / batches;
}
