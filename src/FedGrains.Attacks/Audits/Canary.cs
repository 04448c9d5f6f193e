using FedGrains.Attacks.Membership;
using FedGrains.Training;
using FedGrains.Training.Gradients;

namespace FedGrains.Attacks.Audits;

/// <summary>
/// A record that everything else is against: one of the site's own under a label that is not its own, that one whose gradient is then the largest. A guarantee holds for every record,
/// and this one shows most.
/// </summary>
internal static class Canary
{
    /// <summary>The game whose one candidate is the canary; the site's own records are in every training.</summary>
    public static MembershipGame Game(PlanUnderAttack plan)
    {
        var (pool, start) = (plan.Pool, plan.Subject.StartParameters());
        var place = Enumerable.Range(0, pool.Count).MaxBy(i => Norm(plan, start, pool.At([i])));

        return new(plan.Subject.Plan.Model, plan.Training.Undefended, start, pool.With(place, Other(plan, pool.Labels.Span[place])), [pool.Count], plan.Settings.Seed);
    }

    /// <summary>
    /// How far a model went the way that the canary pulls: what a coordinator reads off an update. For a linear model it is as good as the loss, and however far training goes it
    /// never saturates.
    /// </summary>
    public static Func<float[], double[]> Read(PlanUnderAttack plan, MembershipGame game)
    {
        var way = BatchGradient.Of(game.Model, game.Plan.Loss, game.Start, game.Pool.At(game.Candidates));

        return parameters =>
        {
            var sum = 0d;
            for (var i = 0; i < way.Length; i++) sum -= way[i] * ((double)parameters[i] - game.Start[i]);

            return [sum];
        };
    }

    private static double Norm(PlanUnderAttack plan, float[] start, TrainingData record)
    {
        var turned = new TrainingData(record.RecordShape, record.Features.ToArray(), [Other(plan, record.Labels.Span[0])]);

        return BatchGradient.Of(plan.Subject.Plan.Model, plan.Subject.Plan.Training.Loss, start, turned).Sum(g => (double)g * g);
    }

    // Another class; of numbers, the one on the other side of their middle.
    private static float Other(PlanUnderAttack plan, float label)
    {
        if (plan.Subject.IsClassifier) return (label + 1) % plan.Subject.Classes;

        var labels = plan.Pool.Labels.ToArray();

        return labels.Min() + labels.Max() - label;
    }
}
