using FedGrains.Attacks.Inversion;
using FedGrains.Attacks.Reports;
using FedGrains.Core.Attacks;
using FedGrains.Core.Models;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>Reads records off gradients: exactly where the first layer is linear, else by making records up.</summary>
internal sealed class InversionOfPlan : IPlanAttack
{
    private const int Repeats = 5;

    // Made-up records take seconds each where reading off takes microseconds.
    private const int MostIterativeRecords = 20;

    private static readonly InversionSettings s_effort = new(Iterations: 100, Attempts: 2);

    public AttackKind Kind => AttackKind.Inversion;

    public SkipReason? Obstacle(PlanUnderAttack plan) => plan.Subject switch
    {
        _ when new FeatureRanges(plan.Pool).IsEmpty => SkipReason.NothingDiffers,
        var subject when IsLinearFirst(subject.Plan.Model) => null,
        { Plan.Model.Layers: [Layer.Embedding, ..] } => SkipReason.CodesHaveNoGradient,
        { Plan.Training.Loss: not LossNames.CrossEntropy } => SkipReason.NoInversionForModel,
        _ => null,
    };

    public IEnumerable<AttackFinding> Run(PlanUnderAttack plan) => [(IsLinearFirst(plan.Subject.Plan.Model) ? Analytic(plan) : Iterative(plan)).Run(plan)];

    private static LoneRecordAttack Analytic(PlanUnderAttack plan) =>
        Attack(AttackNames.AnalyticInversion, plan, plan.Pool.Count, Repeats, gradient => AnalyticInversion.Candidates(plan.Subject.Plan.Model, gradient));

    private static LoneRecordAttack Iterative(PlanUnderAttack plan)
    {
        var start = plan.Subject.StartParameters();

        // Of no gradient at all there is nothing to come near to.
        return Attack(AttackNames.IterativeInversion, plan, Math.Min(MostIterativeRecords, plan.Pool.Count), repeats: 1, gradient => gradient.All(g => g == 0)
            ? []
            : IterativeInversion.Reconstruct(plan.Subject.Plan.Model, start, gradient, 1, [], s_effort, plan.Settings.Seed).Records);
    }

    private static LoneRecordAttack Attack(string name, PlanUnderAttack plan, int records, int repeats, Func<double[], IEnumerable<double[]>> reconstruct)
    {
        var ranges = new FeatureRanges(plan.Pool);

        return new(
            name, FigureNames.Recognised, records, repeats,
            (gradient, place) => ImageQuality.BestPsnr(ranges.Scaled(plan.Pool.Record(place)), reconstruct(gradient).Select(ranges.Scaled)),
            AttackReports.Recognisable,
            (defence, mechanism, psnr) => AttackReports.OfInversion(name, defence, mechanism, psnr));
    }

    private static bool IsLinearFirst(ModelDefinition model) => model.Layers.FirstOrDefault(layer => layer is not Layer.Flatten) is Layer.Linear;
}
