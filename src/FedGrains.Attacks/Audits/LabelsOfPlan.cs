using FedGrains.Attacks.Inversion;
using FedGrains.Attacks.Reports;
using FedGrains.Core.Attacks;
using FedGrains.Core.Models;

namespace FedGrains.Attacks.Audits;

/// <summary>Reads labels off gradients.</summary>
internal sealed class LabelsOfPlan : IPlanAttack
{
    private const int Repeats = 5;
    private const double Right = 1;

    public AttackKind Kind => AttackKind.Labels;

    public SkipReason? Obstacle(PlanUnderAttack plan) => plan.Subject switch
    {
        { IsClassifier: false } => SkipReason.NoClassifier,
        { Plan.Model.Layers: [.., not Layer.Linear] } => SkipReason.LastLayerNotLinear,
        _ => null,
    };

    public IEnumerable<AttackFinding> Run(PlanUnderAttack plan)
    {
        var model = plan.Subject.Plan.Model;

        return
        [
            new LoneRecordAttack(
                AttackNames.LabelRecovery, FigureNames.Accuracy, plan.Pool.Count, Repeats,
                (gradient, place) => LabelRecovery.Labels(model, gradient, 1)[0] == plan.Pool.Labels.Span[place] ? Right : 0,
                Right / 2,
                (defence, mechanism, scores) => AttackReports.OfGuesses(AttackNames.LabelRecovery, defence, mechanism, scores.Count(s => s == Right), scores.Length)).Run(plan),
        ];
    }
}
