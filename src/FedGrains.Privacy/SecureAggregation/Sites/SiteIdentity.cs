using System.Security.Cryptography;

namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Who a site is, and what it makes secrets from.</summary>
/// <param name="Site">Its name.</param>
/// <param name="Key">Its long-term public key, as in the roster.</param>
/// <param name="Signer">Its long-term private key.</param>
/// <param name="Randomness">Where keys, seeds and shares come from: <see cref="RandomNumberGenerator.Create()"/>, but in tests.</param>
public sealed record SiteIdentity(SiteId Site, P256Point Key, IStatementSigner Signer, RandomNumberGenerator Randomness);
