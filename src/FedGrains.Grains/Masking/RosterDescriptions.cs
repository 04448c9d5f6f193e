using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Grains.Masking;

/// <summary>Rosters as others see them.</summary>
internal static class RosterDescriptions
{
    public static RosterSummary Summary(this Roster roster) => new(
        checked((long)roster.Epoch), roster.Digest().ToDigest(), [.. roster.Sites.Select(s => new NodeId(s.Id.Value))], roster.Terms.Threshold, roster.Terms.MinimumCohort);

    public static RosterDescription Describe(this SignedRoster signed, Roster authority, bool isInForce) => new(
        signed.Roster.Summary(),
        signed.Roster.Epoch == 1 ? null : signed.Roster.Previous.ToDigest(),
        Digest.Of(signed.Roster.Coordinator.ToSpki()),
        [.. signed.Roster.Sites.Select(s => new RosterKey(new(s.Id.Value), Digest.Of(s.Key.ToSpki())))],
        [.. authority.Sites.Select(s => new NodeId(s.Id.Value))],
        [.. signed.Signatures.Select(s => new NodeId(s.Site.Value))],
        authority.Terms.Threshold,
        isInForce);

    public static ImmutableArray<RosterDescription> Describe(this RosterBook book) =>
    [
        .. book.InForce is { } inForce ? [inForce.Describe(inForce.Roster, isInForce: true)] : Array.Empty<RosterDescription>(),
        .. book.Proposal is { } proposal ? [proposal.Describe(book.Authority!, isInForce: false)] : Array.Empty<RosterDescription>(),
    ];

    public static Digest ToDigest(this Sha256Digest digest) => new(digest.ToString());

    public static Sha256Digest ToSha256(this Digest digest) => Sha256Digest.Parse(digest.Value);
}
