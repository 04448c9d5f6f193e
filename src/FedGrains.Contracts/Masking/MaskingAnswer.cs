using FedGrains.Core.Rounds;

namespace FedGrains.Contracts.Masking;

/// <summary>What came of a site's message of secure aggregation, and why it was refused if it was.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Sentence">Why not, for the site; null when it was taken in.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.masking-answer")]
public sealed record MaskingAnswer([property: Id(0)] ExchangeOutcome Outcome, [property: Id(1)] string? Sentence)
{
    /// <summary>It was taken in.</summary>
    public static MaskingAnswer Taken { get; } = new(ExchangeOutcome.Taken, null);
}
