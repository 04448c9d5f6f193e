namespace FedGrains.Core.Attacks;

/// <summary>Attacks that an audit left out.</summary>
/// <param name="Kind">Which kind.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedAttack(AttackKind Kind, SkipReason Reason);

/// <summary>The kinds of attack that an audit runs.</summary>
public enum AttackKind
{
    /// <summary>Records from a gradient.</summary>
    Inversion,

    /// <summary>Labels from a gradient.</summary>
    Labels,

    /// <summary>Who was in the training.</summary>
    Membership,

    /// <summary>What a site's records have in common.</summary>
    Property,
}

/// <summary>Why an attack does not apply to a plan.</summary>
public enum SkipReason
{
    /// <summary>The first layer takes codes, which have no gradient.</summary>
    CodesHaveNoGradient,

    /// <summary>The first layer is not linear, and the attack for such models needs a cross-entropy over at least two classes.</summary>
    NoInversionForModel,

    /// <summary>The plan trains no classifier.</summary>
    NoClassifier,

    /// <summary>The last layer is not linear.</summary>
    LastLayerNotLinear,

    /// <summary>Every feature has one value in all records: there is no property to tell sites apart by.</summary>
    NothingDiffers,
}
