using System.Collections.Immutable;

namespace FedGrains.Site.Masking;

/// <summary>What must survive of the site's part in secure aggregation. All secrets are in <see cref="Sealed"/>.</summary>
internal sealed record MaskingState
{
    /// <summary>The role's state, encrypted (see <see cref="StateSealer"/>); null before the first roster is in force here.</summary>
    public byte[]? Sealed { get; init; }

    /// <summary>A signed roster that the coordinator offers and that is not in force here, in canonical form.</summary>
    public byte[]? Offered { get; init; }

    /// <summary>The digest of the first roster, once the site has signed it. Nothing else says so before it is in force.</summary>
    public string? Agreed { get; init; }

    /// <summary>Which rounds the last masked ones were, so that what goes wrong can be told where it belongs.</summary>
    public ImmutableArray<MaskedRound> Rounds { get; init; } = [];
}

/// <summary>A round's number in secure aggregation, and the run and round that it is.</summary>
internal sealed record MaskedRound(ulong Number, string Run, int Round);
