using FedGrains.Core.Identifiers;
using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Site.Masking;

/// <summary>Rosters as an operator sees them.</summary>
internal static class RosterViews
{
    public static RosterView View(this Roster roster, IEnumerable<RosterSignature> signatures) => new(
        roster.Digest().ToDigest(),
        checked((long)roster.Epoch),
        roster.Previous == default ? null : roster.Previous.ToDigest(),
        KeyDigest(roster.Coordinator),
        [.. roster.Sites.Select(s => new RosterMemberView(s.Id.Value, KeyDigest(s.Key)))],
        roster.Terms.Threshold,
        roster.Terms.MinimumCohort,
        [.. signatures.Select(s => s.Site.Value)]);

    public static Digest KeyDigest(P256Point key) => Digest.Of(key.ToSpki());

    public static Digest ToDigest(this Sha256Digest digest) => new(digest.ToString());

    public static Sha256Digest ToSha256(this Digest digest) => Sha256Digest.Parse(digest.Value);
}
