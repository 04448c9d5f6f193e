using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace FedGrains.Azure.Vault;

/// <summary>The public halves of a vault's keys. A version's key never changes, so it is fetched once.</summary>
internal sealed class PublicKeys(KeyVaultRest rest)
{
    private const int CoordinateSize = 32;

    private readonly ConcurrentDictionary<string, JsonWebKey> _keys = new(StringComparer.Ordinal);

    /// <summary>The public RSA key of a version. The caller disposes it.</summary>
    public async ValueTask<RSA> Rsa(VaultVersion version, CancellationToken cancellationToken) => Rsa(await Get(version, cancellationToken));

    /// <summary>The public P-256 key of a version. The caller disposes it.</summary>
    public async ValueTask<ECDsa> P256(VaultVersion version, CancellationToken cancellationToken)
    {
        var key = await Get(version, cancellationToken);
        if (key is not { Crv: "P-256", X.Length: > 0 and <= CoordinateSize, Y.Length: > 0 and <= CoordinateSize }) throw KeyVaultFailure.NotAVault(rest.Address);

        try
        {
            return ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new() { X = Padded(key.X), Y = Padded(key.Y) } });
        }
        catch (CryptographicException e)
        {
            throw KeyVaultFailure.NotAVault(rest.Address, e);
        }
    }

    private RSA Rsa(JsonWebKey key)
    {
        if (key is not { N.Length: > 0, E.Length: > 0 }) throw KeyVaultFailure.NotAVault(rest.Address);

        try
        {
            return RSA.Create(new RSAParameters { Modulus = key.N, Exponent = key.E });
        }
        catch (CryptographicException e)
        {
            throw KeyVaultFailure.NotAVault(rest.Address, e);
        }
    }

    private async ValueTask<JsonWebKey> Get(VaultVersion version, CancellationToken cancellationToken)
    {
        var id = $"{version.Name}/{version.Id}";

        return _keys.TryGetValue(id, out var known) ? known : _keys[id] = (await rest.Get(version.Name, version.Id, cancellationToken)).Key;
    }

    private static byte[] Padded(byte[] coordinate) => [.. new byte[CoordinateSize - coordinate.Length], .. coordinate];
}
