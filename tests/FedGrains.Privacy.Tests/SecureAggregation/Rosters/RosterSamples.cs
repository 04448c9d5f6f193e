using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Privacy.Tests.SecureAggregation.Rosters;

/// <summary>Rosters whose sites have keys that a test can sign with.</summary>
internal static class RosterSamples
{
    public static LongTermKey Coordinator { get; } = new("coordinator");

    public static LongTermKey Key(int site) => new($"key {site}");

    public static Roster Of(int sites, RosterTerms? terms = null) => Roster.First(FederationName.Parse("cardio"), Coordinator.Public, Enumerable.Range(0, sites).Select(Site), terms);

    public static RosterSite Site(int site) => RosterSite.Of(Id(site), Key(site).Public);

    public static SiteId Id(int site) => SiteId.Parse($"site-{site:D4}");

    public static SignedRoster Signed(Roster roster, params int[] signers) => SignedRoster.Of(roster, signers.Select(s => SignedRoster.Sign(roster, Id(s), Key(s).Signer)));
}
