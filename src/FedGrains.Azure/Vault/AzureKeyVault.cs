using System.Collections.Immutable;
using System.Security.Cryptography;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Secrets;
using FedGrains.Storage.Files;
using FedGrains.Storage.Keys;

namespace FedGrains.Azure.Vault;

/// <summary>
/// Keys in Azure Key Vault. A key is two there, <c>{name}-wrap</c> (RSA-3072) and <c>{name}-sign</c> (P-256), whose versions carry the
/// number in a tag. A secret is wrapped here, by a fresh key and the vault's public one; it takes the vault to unwrap or sign.
/// A vault that does not answer throws a <see cref="Storage.StorageException"/>.
/// </summary>
internal sealed class AzureKeyVault : IKeyVault, IDisposable
{
    private const int KeySize = 32;
    private const string Signing = "ES256";

    // As long as a list of versions is believed: what was disabled stops within a minute.
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(1);
    private static readonly RandomNumberGenerator s_randomness = RandomNumberGenerator.Create();

    private readonly SemaphoreSlim _turns = new(1);
    private readonly KeyVaultRest _rest;
    private readonly TimeProvider _clock;
    private readonly VaultRings _rings;
    private readonly PublicKeys _publicKeys;
    private readonly UnwrappedKeys _unwrapped;

    public AzureKeyVault(KeyVaultRest rest, TimeProvider clock, bool hardware = false)
    {
        (_rest, _clock) = (rest, clock);
        (_rings, _publicKeys, _unwrapped) = (new(rest, clock, hardware), new(rest), new(clock, s_life));
    }

    /// <inheritdoc/>
    public async Task<KeyId> Rotate(string key, CancellationToken cancellationToken = default)
    {
        KeyId.RequireName(key);
        using var turn = await _turns.Enter(cancellationToken);

        return new(key, await _rings.Add(key, cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<KeyId?> Latest(string key, CancellationToken cancellationToken = default) =>
        (await _rings.Get(KeyId.RequireName(key), cancellationToken)).Latest is var latest and > 0 ? new KeyId(key, latest) : null;

    /// <inheritdoc/>
    public async Task<ImmutableArray<VaultKeyVersion>> Versions(string key, CancellationToken cancellationToken = default)
    {
        var ring = await _rings.Get(KeyId.RequireName(key), cancellationToken);

        return [.. ring.Numbers.Select(n => new VaultKeyVersion(new(key, n), ring.Wraps(n)!.IsEnabled(_clock.GetUtcNow()) && ring.Signs(n)!.IsEnabled(_clock.GetUtcNow())))];
    }

    /// <inheritdoc/>
    public async Task<WrappedKey> Wrap(string key, SecretBytes secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        var (id, version) = await LatestOf(key, (ring, number) => ring.Wraps(number), cancellationToken);
        using var fresh = SecretBytes.Random(KeySize, s_randomness);
        var envelope = new VaultEnvelope(version.Id, await Wrapped(version, fresh, cancellationToken));

        return new(id, (byte[])[.. envelope.Header(), .. KeyWrap.Wrap(id, fresh.Span, secret, envelope.Context(context.Span), s_randomness)]);
    }

    /// <inheritdoc/>
    public async Task<SecretBytes> Unwrap(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        var ring = await _rings.With(KeyId.RequireName(wrapped.Key.Name), wrapped.Key.Version, cancellationToken);
        if (!ring.Has(wrapped.Key.Version)) throw Missing(wrapped.Key);
        if (VaultEnvelope.Read(wrapped.Bytes) is not var (envelope, secret)) throw KeyWrap.DoesNotUnwrap(wrapped.Key);

        var version = ring.Wrapping.FirstOrDefault(v => v.Number == wrapped.Key.Version && v.Id == envelope.Version) ?? throw KeyWrap.DoesNotUnwrap(wrapped.Key);
        using var key = await KeyOf(Enabled(version), envelope, wrapped.Key, cancellationToken);

        return KeyWrap.Unwrap(wrapped with { Bytes = secret }, key.Span, envelope.Context(context.Span));
    }

    /// <inheritdoc/>
    public async Task<VaultSignature> Sign(string key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        var (id, version) = await LatestOf(key, (ring, number) => ring.Signs(number), cancellationToken);

        return new(id, await _rest.Operate(version.Name, version.Id, "sign", Signing, SHA256.HashData(data.Span), cancellationToken));
    }

    /// <inheritdoc/>
    public async Task<bool> Verify(VaultSignature signature, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signature);
        var ring = await _rings.With(KeyId.RequireName(signature.Key.Name), signature.Key.Version, cancellationToken);
        if (!ring.Has(signature.Key.Version)) return false;

        foreach (var version in ring.Signing.Where(v => v.Number == signature.Key.Version))
        {
            using var key = await _publicKeys.P256(version, cancellationToken);
            if (key.VerifyData(data.Span, signature.Bytes.Span, HashAlgorithmName.SHA256)) return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> PublicKey(KeyId key, CancellationToken cancellationToken = default)
    {
        var ring = await _rings.With(KeyId.RequireName(key.Name), key.Version, cancellationToken);
        if (!ring.Has(key.Version)) throw Missing(key);

        using var publicKey = await _publicKeys.P256(ring.Signs(key.Version)!, cancellationToken);
        return publicKey.ExportSubjectPublicKeyInfo();
    }

    public void Dispose()
    {
        _unwrapped.Dispose();
        _turns.Dispose();
    }

    private async Task<(KeyId Id, VaultVersion Version)> LatestOf(string key, Func<VaultRing, int, VaultVersion?> part, CancellationToken cancellationToken)
    {
        var ring = await _rings.Get(KeyId.RequireName(key), cancellationToken);
        if (ring.Latest == 0) throw new KeyVaultException($"Key Vault '{_rest.Address.Host}' has no key called '{key}'. Rotate it once to make its first version.");

        return (new(key, ring.Latest), Enabled(part(ring, ring.Latest)!));
    }

    // The vault unwraps nothing with a disabled version; what this process still holds must not either, and wrapping does not ask it.
    private VaultVersion Enabled(VaultVersion version) => version.IsEnabled(_clock.GetUtcNow()) ? version : throw KeyVaultFailure.Disabled(version.Name);

    private async Task<byte[]> Wrapped(VaultVersion version, SecretBytes key, CancellationToken cancellationToken)
    {
        var bytes = key.Span.ToArray();

        try
        {
            return await new VaultEncryptionKey(_rest, version, _publicKeys).WrapKeyAsync(VaultEncryptionKey.Algorithm, bytes, cancellationToken);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private async Task<SecretBytes> KeyOf(VaultVersion version, VaultEnvelope envelope, KeyId id, CancellationToken cancellationToken)
    {
        if (_unwrapped.Find(version, envelope.WrappedKey) is { } held) return held;

        var key = await Unwrapped(version, envelope.WrappedKey, id, cancellationToken);
        _unwrapped.Hold(version, envelope.WrappedKey, key);

        return key;
    }

    private async Task<SecretBytes> Unwrapped(VaultVersion version, byte[] wrapped, KeyId id, CancellationToken cancellationToken)
    {
        byte[] bytes = [];

        try
        {
            bytes = await new VaultEncryptionKey(_rest, version, _publicKeys).UnwrapKeyAsync(VaultEncryptionKey.Algorithm, wrapped, cancellationToken);
            return bytes.Length == KeySize ? SecretBytes.CopyOf(bytes) : throw KeyWrap.DoesNotUnwrap(id);
        }
        catch (KeyVaultException e) when (e.InnerException is global::Azure.RequestFailedException { Status: KeyVaultFailure.BadRequest })
        {
            throw KeyWrap.DoesNotUnwrap(id);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private KeyVaultException Missing(KeyId key) => new($"Key Vault '{_rest.Address.Host}' has no key '{key}'. If it was deleted, recover its two halves: az keyvault key recover --vault-name {_rest.Address.Host.Split('.')[0]} --name {key.Name}-wrap, and {key.Name}-sign");
}
