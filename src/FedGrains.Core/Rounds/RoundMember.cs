using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Rounds;

/// <summary>A node asked in a round.</summary>
/// <param name="Node">The node.</param>
/// <param name="Examples">The training records it registered: the most its update may claim.</param>
/// <param name="Mandatory">Whether the round may not be checkpointed without it.</param>
public sealed record RoundMember(NodeId Node, long Examples, bool Mandatory);
