using System.Collections.Immutable;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Privacy.Keys;

/// <summary>
/// Where a federation's keys are, and what they can be used for: they never leave it. A key has a name and versions; each version can
/// wrap and sign. The latest version wraps and signs; those before it only unwrap and verify. Safe for many callers at once. A vault
/// that cannot be reached throws what its storage throws.
/// </summary>
public interface IKeyVault
{
    /// <summary>Adds a version to a key, the first when there is none, and returns it: from then on it wraps and signs.</summary>
    /// <param name="key">The key's name; a federation's keys are called as the federation is.</param>
    /// <param name="cancellationToken">Ends the wait; the version may be there all the same.</param>
    Task<KeyId> Rotate(string key, CancellationToken cancellationToken = default);

    /// <summary>The latest version of a key; null when there is no such key.</summary>
    Task<KeyId?> Latest(string key, CancellationToken cancellationToken = default);

    /// <summary>All versions of a key, the first first; none when there is no such key.</summary>
    Task<ImmutableArray<VaultKeyVersion>> Versions(string key, CancellationToken cancellationToken = default);

    /// <summary>Wraps a secret with the latest version of a key.</summary>
    /// <param name="key">The key's name.</param>
    /// <param name="secret">1 to <see cref="WrappedKey.LongestSecret"/> bytes. It stays the caller's.</param>
    /// <param name="context">What the secret is for: it is unwrapped under the same context only.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="KeyVaultException">There is no such key, or its latest version is disabled.</exception>
    Task<WrappedKey> Wrap(string key, SecretBytes secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default);

    /// <summary>Unwraps a secret with the version it was wrapped with. The caller disposes it.</summary>
    /// <exception cref="KeyVaultException">There is no such version, it is disabled, or this was not wrapped with it under this context.</exception>
    Task<SecretBytes> Unwrap(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default);

    /// <summary>Signs data with the latest version of a key.</summary>
    /// <exception cref="KeyVaultException">There is no such key, or its latest version is disabled.</exception>
    Task<VaultSignature> Sign(string key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <summary>Whether the version named in the signature signed this data; also false when there is no such version.</summary>
    Task<bool> Verify(VaultSignature signature, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default);

    /// <summary>The public signing key of a version, a DER SubjectPublicKeyInfo, with which anyone verifies.</summary>
    /// <exception cref="KeyVaultException">There is no such version.</exception>
    Task<ReadOnlyMemory<byte>> PublicKey(KeyId key, CancellationToken cancellationToken = default);
}
