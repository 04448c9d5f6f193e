using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Nodes;

/// <summary>A node's one-time invitation. The token itself is never kept, only its digest.</summary>
/// <param name="Token">SHA-256 of the token.</param>
/// <param name="Expires">When the token stops working.</param>
public sealed record Invitation(Digest Token, DateTimeOffset Expires);
