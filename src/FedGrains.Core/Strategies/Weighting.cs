namespace FedGrains.Core.Strategies;

/// <summary>How much a site's update counts in the mean.</summary>
public enum Weighting
{
    /// <summary>By the records it was trained on.</summary>
    Examples,

    /// <summary>Every site alike.</summary>
    Uniform,
}

/// <summary>The weights that a <see cref="Weighting"/> gives.</summary>
public static class WeightingRules
{
    /// <summary>The weight of an update, a whole number of at least 1.</summary>
    /// <param name="weighting">The run's weighting.</param>
    /// <param name="examples">The records the update was trained on; less than 1 throws an <see cref="ArgumentOutOfRangeException"/>.</param>
    public static long Weight(this Weighting weighting, long examples)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(examples, 1);

        return weighting switch
        {
            Weighting.Examples => examples,
            Weighting.Uniform => 1,
        };
    }
}
