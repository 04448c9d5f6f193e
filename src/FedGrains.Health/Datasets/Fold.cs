namespace FedGrains.Health.Datasets;

/// <summary>Records ready for a model. They are patient data and stay at the site.</summary>
/// <param name="Features">Row by row: <c>Count × features</c> numbers.</param>
/// <param name="Labels">A label a row.</param>
/// <param name="Count">The number of rows.</param>
public sealed record Fold(float[] Features, float[] Labels, int Count)
{
    /// <summary>The size only.</summary>
    public override string ToString() => $"{nameof(Fold)} of {Count}";
}
