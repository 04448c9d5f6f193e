namespace FedGrains.Grains.Masking;

public sealed record RosterState
{
    /// <summary>The signed roster in force, in canonical form.</summary>
    public byte[]? InForce { get; init; }

    /// <summary>The proposal with the signatures so far, in canonical form.</summary>
    public byte[]? Proposal { get; init; }

    /// <summary>The first masked round's number that nobody has.</summary>
    public long NextRound { get; init; }
}
