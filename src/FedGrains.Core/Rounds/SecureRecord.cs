using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Rounds;

/// <summary>What stays on record of how a masked sum was opened, or of how far it came.</summary>
/// <param name="Roster">The digest of the roster that the round went by.</param>
/// <param name="Threshold">How many survivors it took.</param>
/// <param name="Survivors">Whose updates are in the sum.</param>
/// <param name="Transcript">The transcript, an artifact: from it and the masked updates anyone computes the sum again.</param>
/// <param name="SharesAsked">Whether survivors were asked for shares: then the sum was opened, or may have been.</param>
public sealed record SecureRecord(Digest Roster, int Threshold, ImmutableArray<NodeId> Survivors, Digest Transcript, bool SharesAsked);
