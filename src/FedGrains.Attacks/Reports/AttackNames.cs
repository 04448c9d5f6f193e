namespace FedGrains.Attacks.Reports;

/// <summary>The attacks by name.</summary>
public static class AttackNames
{
    /// <summary>See <see cref="Inversion.AnalyticInversion"/>.</summary>
    public const string AnalyticInversion = "analyticInversion";

    /// <summary>See <see cref="Inversion.IterativeInversion"/>.</summary>
    public const string IterativeInversion = "iterativeInversion";

    /// <summary>See <see cref="Inversion.LabelRecovery"/>.</summary>
    public const string LabelRecovery = "labelRecovery";

    /// <summary>See <see cref="Membership.LossThreshold"/>.</summary>
    public const string LossThreshold = "lossThreshold";

    /// <summary>See <see cref="Membership.LikelihoodRatio"/>.</summary>
    public const string LikelihoodRatio = "likelihoodRatio";

    /// <summary>See <see cref="Properties.PropertyInference"/>.</summary>
    public const string PropertyInference = "propertyInference";
}
