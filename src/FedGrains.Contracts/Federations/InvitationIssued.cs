using FedGrains.Core.Nodes;

namespace FedGrains.Contracts.Federations;

/// <summary>What came of an invitation, and the token when one was issued. The token is shown this once and never kept.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.invitation-issued")]
public sealed record InvitationIssued([property: Id(0)] InviteOutcome Outcome, [property: Id(1)] string? Token, [property: Id(2)] DateTimeOffset Expires);
