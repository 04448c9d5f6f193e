namespace FedGrains.Core.Attacks;

/// <summary>What an attack says of a defence.</summary>
public enum AttackVerdict
{
    /// <summary>The plan claims no defence, so there is nothing to hold it to.</summary>
    NoDefenceClaimed,

    /// <summary>The attack breaks an undefended plan beyond what the guarantee allows, and the defended one not.</summary>
    Held,

    /// <summary>The attack found more than the guarantee allows: the defence does not do what it says.</summary>
    Refuted,

    /// <summary>The attack does not break the undefended plan beyond what the guarantee allows either: it is too weak, or the trials are too few, to say anything.</summary>
    Inconclusive,

    /// <summary>The figures are for reading; they are not independent trials, so nothing is concluded from them.</summary>
    FiguresOnly,

    /// <summary>The defence makes no promise about this.</summary>
    NotPromised,
}
