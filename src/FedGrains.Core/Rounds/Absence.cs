using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Rounds;

/// <summary>A node of the cohort that a round's result does not include, and why, in a sentence.</summary>
public sealed record Absence(NodeId Node, string Reason);
