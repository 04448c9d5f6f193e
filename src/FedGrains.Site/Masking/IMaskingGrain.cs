using System.Collections.Immutable;

using FedGrains.Core.Identifiers;

namespace FedGrains.Site.Masking;

/// <summary>
/// The site's part in secure aggregation: the roster it goes by, its keys and shares, and what it has promised and released. The key is
/// <c>{federation}/{node}</c>, as <see cref="SiteFile.Node"/> has it.
/// </summary>
[GrainInterfaceType("fedgrains.site.masking")]
public interface IMaskingGrain : IGrainWithStringKey
{
    /// <summary>The roster in force here, and the one that the coordinator offers.</summary>
    [Alias("rosters")]
    Task<RosterStatus> Rosters();

    /// <summary>The operator has compared the digest of the first roster by another way than the coordinator: the site signs it, and goes by it once enough sites have signed. Safe to repeat.</summary>
    [Alias("confirm")]
    Task<RosterAnswer> Confirm(Digest roster);

    /// <summary>The operator agrees to a roster that follows: the site signs it. Safe to repeat.</summary>
    [Alias("sign")]
    Task<RosterAnswer> Sign(Digest roster);
}

/// <summary>What a site knows of rosters.</summary>
/// <param name="Site">This site's name.</param>
/// <param name="Key">SHA-256 of this site's public key, which the roster must show beside its name.</param>
/// <param name="InForce">The one that it goes by; null before the first.</param>
/// <param name="Offered">One that the coordinator offers and that is not in force here; null when there is none.</param>
/// <param name="Agreed">The digest of the newest roster that this site signed, or null.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.site.roster-status")]
public sealed record RosterStatus(
    [property: Id(0)] string Site,
    [property: Id(1)] Digest Key,
    [property: Id(2)] RosterView? InForce,
    [property: Id(3)] RosterView? Offered,
    [property: Id(4)] Digest? Agreed);

/// <summary>A roster to look at.</summary>
/// <param name="Digest">What is compared with the other sites.</param>
/// <param name="Epoch">1, and more with every roster that follows.</param>
/// <param name="Previous">The digest of the one before; null for a first one.</param>
/// <param name="Coordinator">SHA-256 of the coordinator's public key.</param>
/// <param name="Sites">Who takes part.</param>
/// <param name="Threshold">How many sites must survive a round and sign the next roster.</param>
/// <param name="MinimumCohort">The fewest sites whose sum may be opened.</param>
/// <param name="SignedBy">Who is said to have signed it.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.site.roster-view")]
public sealed record RosterView(
    [property: Id(0)] Digest Digest,
    [property: Id(1)] long Epoch,
    [property: Id(2)] Digest? Previous,
    [property: Id(3)] Digest Coordinator,
    [property: Id(4)] ImmutableArray<RosterMemberView> Sites,
    [property: Id(5)] int Threshold,
    [property: Id(6)] int MinimumCohort,
    [property: Id(7)] ImmutableArray<string> SignedBy);

/// <summary>A site of a roster, and the SHA-256 of its public key.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.site.roster-member")]
public sealed record RosterMemberView([property: Id(0)] string Site, [property: Id(1)] Digest Key);

/// <summary>What became of an operator's word about a roster.</summary>
/// <param name="Refusal">Why nothing came of it, as a sentence; null when the site signed.</param>
/// <param name="Status">How things stand afterwards.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.site.roster-answer")]
public sealed record RosterAnswer([property: Id(0)] string? Refusal, [property: Id(1)] RosterStatus Status);
