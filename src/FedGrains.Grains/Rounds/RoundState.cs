using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Grains.Rounds;

public sealed record RoundState
{
    public Round? Round { get; init; }

    public Traffic Traffic { get; init; } = Traffic.None;

    /// <summary>What updates are sealed to; null in a round without updates, and once it has ended.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RoundSealingKey? Sealing { get; init; }

    /// <summary>What is kept of secure aggregation; null in a plain round, and before a masked one has begun.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RoundMasking? Masking { get; init; }
}

/// <summary>The protocol's side of a masked round. What sites uploaded is in the receipts.</summary>
/// <param name="Opening">The protocol's record as the round began, an artifact of the round's masking area.</param>
/// <param name="Previous">The masked round before, whose record goes when this round ends.</param>
/// <param name="Statements">What survivors signed and released, in the order in which it came, as far as it was written with a step of the round; empty again once the round has ended.</param>
/// <param name="Final">The record as the round ended, an artifact of the same area.</param>
public sealed record RoundMasking(Digest Opening, int? Previous, ImmutableArray<byte[]> Statements, Digest? Final);
