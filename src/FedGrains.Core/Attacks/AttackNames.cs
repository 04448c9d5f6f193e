using System.Collections.Immutable;

namespace FedGrains.Core.Attacks;

/// <summary>The attacks by name.</summary>
public static class AttackNames
{
    /// <summary>Records read off the gradient of a linear first layer (Phong et al. 2018).</summary>
    public const string AnalyticInversion = "analyticInversion";

    /// <summary>Records made up and changed until their gradient is the one that was seen (Zhu et al. 2019).</summary>
    public const string IterativeInversion = "iterativeInversion";

    /// <summary>Labels read off the last bias's gradient (Zhao et al. 2020).</summary>
    public const string LabelRecovery = "labelRecovery";

    /// <summary>Membership by a low loss (Yeom et al. 2018).</summary>
    public const string LossThreshold = "lossThreshold";

    /// <summary>Membership by the likelihood ratio over shadow models, LiRA (Carlini et al. 2022).</summary>
    public const string LikelihoodRatio = "likelihoodRatio";

    /// <summary>The same for one record that everything else is against, in or out of each model.</summary>
    public const string CanaryMembership = "canaryMembership";

    /// <summary>What a site's records have in common, from its update (Ateniese et al. 2015).</summary>
    public const string PropertyInference = "propertyInference";

    /// <summary>Every name.</summary>
    public static ImmutableArray<string> All { get; } = [AnalyticInversion, IterativeInversion, LabelRecovery, LossThreshold, LikelihoodRatio, CanaryMembership, PropertyInference];
}
