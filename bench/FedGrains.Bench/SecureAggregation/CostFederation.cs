using System.Collections.Immutable;
using System.Security.Cryptography;

using FedGrains.Privacy.SecureAggregation;

namespace FedGrains.Bench.SecureAggregation;

/// <summary>Sites and a coordinator in this process, with the real roles; states are not stored.</summary>
internal sealed class CostFederation
{
    private readonly ECDsa _coordinator = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public CostFederation(int sites)
    {
        var keys = Enumerable.Range(0, sites).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256)).ToArray();
        var names = Enumerable.Range(0, sites).Select(i => SiteId.Parse($"site-{i:D4}")).ToArray();
        var roster = Roster.First(FederationName.Parse("bench"), Point(_coordinator), keys.Select((k, i) => RosterSite.Of(names[i], Point(k))));
        Signed = SignedRoster.Of(roster, keys.Select((k, i) => SignedRoster.Sign(roster, names[i], new EcdsaStatementSigner(k))));

        var pinned = new PinnedRoster(roster, roster.Digest());
        Sites = [.. keys.Select((k, i) => new SecureAggregationSite(new(names[i], Point(k), new EcdsaStatementSigner(k), RandomNumberGenerator.Create()), SiteState.New(names[i], pinned)))];
    }

    public SignedRoster Signed { get; }

    public ImmutableArray<SecureAggregationSite> Sites { get; }

    public IStatementSigner Coordinator => new EcdsaStatementSigner(_coordinator);

    public SecureAggregationSite Site(SiteId id) => Sites[Signed.Roster.IndexOf(id)];

    private static P256Point Point(ECDsa key) => P256Point.FromSpki(key.ExportSubjectPublicKeyInfo());
}
