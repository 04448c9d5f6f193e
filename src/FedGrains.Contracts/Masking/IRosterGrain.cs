using System.Collections.Immutable;

using FedGrains.Core.Federations;
using FedGrains.Core.Identifiers;

using Orleans.Concurrency;

namespace FedGrains.Contracts.Masking;

/// <summary>
/// The roster of secure aggregation: who takes part, under which keys and on what terms. The coordinator proposes it and collects signatures; it is
/// in force when enough sites have signed. The key is the federation's name.
/// </summary>
[GrainInterfaceType("fedgrains.roster")]
public interface IRosterGrain : IGrainWithStringKey
{
    /// <summary>Proposes a roster of these members to the sites that must sign it. Safe to repeat: the same members again are the same proposal, or the roster in force.</summary>
    /// <param name="members">Enrolled nodes with their keys.</param>
    /// <param name="minimumCohort">The fewest sites whose sum may be opened, 3 or more.</param>
    [Alias("propose")]
    Task<RosterProposed> Propose(ImmutableArray<RosterMember> members, int minimumCohort);

    /// <summary>Takes a site's signature of the roster that is proposed. Safe to repeat.</summary>
    [Alias("sign")]
    Task<MaskingAnswer> Sign(NodeId node, byte[] signature);

    /// <summary>The roster in force, or null.</summary>
    [Alias("in-force")]
    [AlwaysInterleave]
    Task<RosterSummary?> InForce();

    /// <summary>The roster in force and the one that is proposed, with who has signed; none when there is none.</summary>
    [Alias("describe")]
    [AlwaysInterleave]
    Task<ImmutableArray<RosterDescription>> Describe();

    /// <summary>The canonical bytes of the signed roster in force, or null.</summary>
    [Alias("document")]
    [AlwaysInterleave]
    Task<byte[]?> Document();

    /// <summary>Sets so many round numbers aside, which ascend through the whole life of a federation, and returns the first. Nobody else gets them.</summary>
    [Alias("reserve")]
    Task<long> Reserve(int rounds);

    /// <summary>Shows the rosters to a site that has just connected.</summary>
    [Alias("greet")]
    [OneWay]
    Task Greet(NodeId node);
}

/// <summary>A node with its enrolled key, base64 of its SubjectPublicKeyInfo.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.roster-member")]
public sealed record RosterMember([property: Id(0)] NodeId Node, [property: Id(1)] string PublicKey);

/// <summary>What came of a proposal: the roster, or every fault of it, one sentence each.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.roster-proposed")]
public sealed record RosterProposed([property: Id(0)] RosterDescription? Roster, [property: Id(1)] ImmutableArray<string> Faults);

/// <summary>A roster and where it stands.</summary>
/// <param name="Roster">What runs need to know of it.</param>
/// <param name="Previous">The digest of the roster that it follows; null for a first one.</param>
/// <param name="CoordinatorKey">SHA-256 of the coordinator's public key, a SubjectPublicKeyInfo.</param>
/// <param name="Sites">The sites with the SHA-256 of their public keys.</param>
/// <param name="Signers">Who may bring it into force: its own sites when it is the first, those of the one before otherwise.</param>
/// <param name="SignedBy">Who has signed.</param>
/// <param name="Needed">How many of <paramref name="Signers"/> it takes.</param>
/// <param name="IsInForce">Whether it is in force.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.roster-description")]
public sealed record RosterDescription(
    [property: Id(0)] RosterSummary Roster,
    [property: Id(1)] Digest? Previous,
    [property: Id(2)] Digest CoordinatorKey,
    [property: Id(3)] ImmutableArray<RosterKey> Sites,
    [property: Id(4)] ImmutableArray<NodeId> Signers,
    [property: Id(5)] ImmutableArray<NodeId> SignedBy,
    [property: Id(6)] int Needed,
    [property: Id(7)] bool IsInForce);

/// <summary>A site of a roster with the SHA-256 of its public key.</summary>
[GenerateSerializer, Immutable, Alias("fedgrains.roster-key")]
public sealed record RosterKey([property: Id(0)] NodeId Node, [property: Id(1)] Digest Key);
