using System.Security.Cryptography;

using FedGrains.Privacy.SecureAggregation;

using SiteParty = FedGrains.Privacy.SecureAggregation.SiteIdentity;

namespace FedGrains.Site.Masking;

/// <summary>Who the site is in secure aggregation. Its key there is the one that it has enrolled.</summary>
/// <param name="Federation">Its federation.</param>
/// <param name="Self">Its name, its key, and where its secrets come from.</param>
internal sealed record MaskingParty(FederationName Federation, SiteParty Self)
{
    public static MaskingParty Of(Identity.SiteIdentity identity, RandomNumberGenerator randomness) => new(
        FederationName.Parse(identity.Node.Federation.Value),
        new(SiteId.Parse(identity.Node.Node.Value), P256Point.FromSpki(identity.Key.PublicKey), identity.Key, randomness));
}
