using System.Security.Cryptography;
using Azure.Core.Cryptography;
using FedGrains.Privacy.Keys;

namespace FedGrains.Azure.Vault;

/// <summary>One version of a vault's RSA key, as the Azure SDK knows keys: it wraps here, with the public key, and unwraps in the vault. Only <c>RSA-OAEP-256</c> (RFC 8017, section 7.1, with SHA-256).</summary>
internal sealed class VaultEncryptionKey(KeyVaultRest rest, VaultVersion version, PublicKeys keys) : IKeyEncryptionKey
{
    public const string Algorithm = "RSA-OAEP-256";

    private const string Operation = "unwrapkey";

    /// <inheritdoc/>
    public string KeyId => new Uri(rest.Address, $"/keys/{version.Name}/{version.Id}").AbsoluteUri;

    /// <inheritdoc/>
    public byte[] WrapKey(string algorithm, ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default) =>
        Task.Run(() => WrapKeyAsync(algorithm, key, cancellationToken), cancellationToken).GetAwaiter().GetResult();

    /// <inheritdoc/>
    public async Task<byte[]> WrapKeyAsync(string algorithm, ReadOnlyMemory<byte> key, CancellationToken cancellationToken = default)
    {
        Require(algorithm);
        using var rsa = await keys.Rsa(version, cancellationToken);

        return rsa.Encrypt(key.Span, RSAEncryptionPadding.OaepSHA256);
    }

    /// <inheritdoc/>
    /// <exception cref="KeyVaultException">The vault does not unwrap this with this key.</exception>
    public byte[] UnwrapKey(string algorithm, ReadOnlyMemory<byte> encryptedKey, CancellationToken cancellationToken = default)
    {
        Require(algorithm);
        return rest.OperateNow(version.Name, version.Id, Operation, algorithm, encryptedKey.ToArray(), cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="KeyVaultException">The vault does not unwrap this with this key.</exception>
    public Task<byte[]> UnwrapKeyAsync(string algorithm, ReadOnlyMemory<byte> encryptedKey, CancellationToken cancellationToken = default)
    {
        Require(algorithm);
        return rest.Operate(version.Name, version.Id, Operation, algorithm, encryptedKey.ToArray(), cancellationToken);
    }

    private static void Require(string algorithm)
    {
        if (algorithm is not Algorithm) throw new NotSupportedException($"'{algorithm}' is not how this key wraps; use {Algorithm}.");
    }
}
