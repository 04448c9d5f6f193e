namespace FedGrains.Core.Attacks;

/// <summary>Verdicts and reasons in words, for people.</summary>
public static class AttackSentences
{
    /// <summary>A verdict in a few words.</summary>
    public static string InWords(this AttackVerdict verdict) => verdict switch
    {
        AttackVerdict.NoDefenceClaimed => "no defence claimed",
        AttackVerdict.Held => "held",
        AttackVerdict.Refuted => "REFUTED",
        AttackVerdict.Inconclusive => "inconclusive",
        AttackVerdict.FiguresOnly => "figures only",
        AttackVerdict.NotPromised => "not promised",
    };

    /// <summary>What a verdict means, in a sentence.</summary>
    public static string Explain(this AttackVerdict verdict) => verdict switch
    {
        AttackVerdict.NoDefenceClaimed => "The plan claims no defence against this; the figures say what an update or a model gives away.",
        AttackVerdict.Held => "Without the defence the attack breaks the bound, with it not.",
        AttackVerdict.Refuted => "The attack finds more than the guarantee allows: the defence does not do what it says.",
        AttackVerdict.Inconclusive => "The attack does not break the bound without the defence either, so it says nothing: it is too weak for this bound, or there are too few models.",
        AttackVerdict.FiguresOnly => "For reading beside the others: these scores are no independent trials, so nothing is tested.",
        AttackVerdict.NotPromised => "A guarantee for single records does not promise to hide what a site's records have in common.",
    };

    /// <summary>Why an attack was left out.</summary>
    public static string Explain(this SkipReason reason) => reason switch
    {
        SkipReason.CodesHaveNoGradient => "the model's first layer takes codes, and codes have no gradient.",
        SkipReason.NoInversionForModel => "the model's first layer is not linear, and the attack for such models needs a cross-entropy over at least two classes.",
        SkipReason.NoClassifier => "the plan trains no classifier.",
        SkipReason.LastLayerNotLinear => "labels are read off a last layer that is linear, and the model's is not.",
        SkipReason.NothingDiffers => "every feature has one value in all records.",
    };
}
