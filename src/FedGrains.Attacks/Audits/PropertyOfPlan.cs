using FedGrains.Attacks.Properties;
using FedGrains.Attacks.Reports;
using FedGrains.Core.Attacks;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>
/// Tells sites apart by what their records have in common. The sites are made up of the pool's records: in half of them four records of five are above the mean in one feature, in the
/// other half one in five.
/// </summary>
internal sealed class PropertyOfPlan : IPlanAttack
{
    private const double Usual = 0.8;
    private const int MostRecords = 50;
    private const int LeastSites = 20;

    public AttackKind Kind => AttackKind.Property;

    public SkipReason? Obstacle(PlanUnderAttack plan) => Feature(plan.Pool) is null ? SkipReason.NothingDiffers : null;

    public IEnumerable<AttackFinding> Run(PlanUnderAttack plan)
    {
        var sites = Math.Max(LeastSites, plan.Settings.ShadowModels / 2);
        var undefended = Attack(plan, plan.Training.Undefended, sites, DefenceNames.None, null);

        if (plan.Training is not { Defended: { } defended, Mechanism: { } mechanism }) return [AttackFinding.WithoutDefence(FigureNames.Accuracy, undefended)];

        return
        [
            AttackFinding.ForReading(
                FigureNames.Accuracy, undefended, Attack(plan, defended, sites, DefenceNames.DpSgd, mechanism), plan.Guarantee(mechanism), null, AttackVerdict.NotPromised),
        ];
    }

    private static AttackReport Attack(PlanUnderAttack plan, TrainingPlan training, int sites, string defence, DpSgdMechanism? mechanism)
    {
        var attack = PropertyInference.Learn(Updates(plan, training, sites, isUsual: true, "known"), Updates(plan, training, sites, isUsual: false, "known"));
        var right = Updates(plan, training, sites, isUsual: true, "unknown").Count(u => attack.Score(u) > 0)
            + Updates(plan, training, sites, isUsual: false, "unknown").Count(u => attack.Score(u) <= 0);

        return AttackReports.OfGuesses(AttackNames.PropertyInference, defence, mechanism, right, 2 * sites);
    }

    private static double[][] Updates(PlanUnderAttack plan, TrainingPlan training, int sites, bool isUsual, string purpose)
    {
        var (above, below) = Divided(plan.Pool, Feature(plan.Pool)!.Value);
        var start = plan.Subject.StartParameters();

        return
        [
            .. Enumerable.Range(0, sites).Select(site =>
            {
                var random = SeededRandom.For(plan.Settings.Seed, $"audit/property/{purpose}/{isUsual}/{site}");
                var records = plan.Pool.At([.. Enumerable.Range(0, Math.Min(MostRecords, plan.Pool.Count)).Select(_ => Draw(random, random.NextDouble() < Usual == isUsual ? above : below))]);
                var trained = plan.Trainer.Train(
                    plan.Subject.Plan.Model, training, start, records, new(plan.Settings.Seed, new NodeId($"{purpose}-{site}")), round: 1, cancellation: plan.Cancellation);

                return (double[])[.. trained.Parameters.Select((w, i) => (double)w - start[i])];
            }),
        ];
    }

    private static int Draw(SeededRandom random, int[] places) => places[random.NextInt(places.Length)];

    private static (int[] Above, int[] Below) Divided(TrainingData pool, int feature)
    {
        var values = Values(pool, feature);
        var mean = values.Average();

        return ([.. Enumerable.Range(0, values.Length).Where(i => values[i] > mean)], [.. Enumerable.Range(0, values.Length).Where(i => values[i] <= mean)]);
    }

    // The first that has records on both sides.
    private static int? Feature(TrainingData pool) =>
        Enumerable.Range(0, pool.Record(0).Length).Cast<int?>().FirstOrDefault(feature => Divided(pool, feature!.Value) is { Above.Length: > 0, Below.Length: > 0 });

    private static double[] Values(TrainingData pool, int feature) => [.. Enumerable.Range(0, pool.Count).Select(i => (double)pool.Record(i).Span[feature])];
}
