using System.Collections.Immutable;
using System.Security.Cryptography;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Secrets;
using FedGrains.Storage.Files;

namespace FedGrains.Storage.Keys;

/// <summary>
/// A vault in a folder, for one machine: each key's versions in a file sealed under a master key, which is sealed under a passphrase or
/// a key file. Processes of one machine may share it. Only the master key stays in memory; a key is there while it is used.
/// </summary>
public sealed class FileKeyVault : IKeyVault, IDisposable
{
    private readonly SemaphoreSlim _turns = new(1, 1);
    private readonly RandomNumberGenerator _randomness;
    private readonly SecretBytes _master;
    private readonly string _folder;
    private readonly KeyRingFile _rings;

    private FileKeyVault(string folder, SecretBytes master, RandomNumberGenerator randomness)
    {
        _folder = folder;
        _master = master;
        _randomness = randomness;
        _rings = new(folder, master, randomness);
    }

    /// <summary>Opens the vault in a folder, or makes one there. A <see cref="StorageException"/> when the protection does not open it.</summary>
    public static Task<FileKeyVault> Open(string folder, VaultProtection protection, RandomNumberGenerator randomness, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(protection);
        ArgumentNullException.ThrowIfNull(randomness);

        // Stretching a passphrase is slow, as it must be.
        return Task.Run(
            async () =>
            {
                await using var alone = await VaultLock.Take(Folders.Create(folder), cancellationToken);
                return new FileKeyVault(folder, VaultDoor.Open(folder, protection, randomness), randomness);
            },
            cancellationToken);
    }

    /// <summary>Protects the master key with something else from now on; the old protection no longer opens the vault. Keys and what they wrapped stay as they are.</summary>
    public Task Protect(VaultProtection protection, CancellationToken cancellationToken = default) => InTurn(() =>
    {
        VaultDoor.Change(_folder, _master, protection, _randomness);
        return protection;
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<KeyId> Rotate(string key, CancellationToken cancellationToken = default)
    {
        KeyId.RequireName(key);

        return RotateAlone(key, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<KeyId?> Latest(string key, CancellationToken cancellationToken = default)
    {
        KeyId.RequireName(key);

        return InTurn(() =>
        {
            using var ring = _rings.Read(key);
            return ring is null ? (KeyId?)null : new KeyId(key, ring.Versions.Length);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<VaultKeyVersion>> Versions(string key, CancellationToken cancellationToken = default)
    {
        KeyId.RequireName(key);

        return InTurn(() =>
        {
            using var ring = _rings.Read(key) ?? KeyRing.Empty;
            return Enumerable.Range(1, ring.Versions.Length).Select(v => new VaultKeyVersion(new(key, v), IsEnabled: true)).ToImmutableArray();
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<WrappedKey> Wrap(string key, SecretBytes secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) =>
        WithLatest(key, (id, version) => new WrappedKey(id, KeyWrap.Wrap(id, version.Wrapping, secret, context.Span, _randomness)), cancellationToken);

    /// <inheritdoc/>
    public Task<SecretBytes> Unwrap(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wrapped);
        return With(wrapped.Key, version => KeyWrap.Unwrap(wrapped, Required(version, wrapped.Key).Wrapping, context.Span), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<VaultSignature> Sign(string key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => WithLatest(key, (id, version) =>
    {
        using var signing = Import(version);
        return new VaultSignature(id, signing.SignData(data.Span, HashAlgorithmName.SHA256));
    }, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> Verify(VaultSignature signature, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(signature);

        return With(signature.Key, version =>
        {
            if (version is null) return false;

            using var signing = Import(version);
            return signing.VerifyData(data.Span, signature.Bytes.Span, HashAlgorithmName.SHA256);
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>> PublicKey(KeyId key, CancellationToken cancellationToken = default) => With(key, version =>
    {
        using var signing = Import(Required(version, key));
        return (ReadOnlyMemory<byte>)signing.ExportSubjectPublicKeyInfo();
    }, cancellationToken);

    /// <summary>Zeroes the master key.</summary>
    public void Dispose()
    {
        _master.Dispose();
        _turns.Dispose();
    }

    private async Task<KeyId> RotateAlone(string key, CancellationToken cancellationToken)
    {
        // Two processes that add a version at once would make one of what others wrap with.
        await using var alone = await VaultLock.Take(_folder, cancellationToken);

        return await InTurn(() =>
        {
            using var ring = _rings.Read(key) ?? KeyRing.Empty;
            using var next = ring.Add(_randomness);
            _rings.Write(key, next);

            return new KeyId(key, next.Versions.Length);
        }, cancellationToken);
    }

    private static ECDsa Import(KeyVersion version)
    {
        var signing = ECDsa.Create();
        signing.ImportPkcs8PrivateKey(version.Signing, out _);
        return signing;
    }

    private static KeyVersion Required(KeyVersion? version, KeyId id) => version ?? throw new KeyVaultException($"The vault has no key '{id}'. Was it restored from an older backup?");

    private Task<T> WithLatest<T>(string key, Func<KeyId, KeyVersion, T> use, CancellationToken cancellationToken)
    {
        KeyId.RequireName(key);

        return InTurn(() =>
        {
            using var ring = _rings.Read(key) ?? throw new KeyVaultException($"The vault has no key called '{key}'. Rotate it once to make its first version.");
            return use(new(key, ring.Versions.Length), ring.Versions[^1]);
        }, cancellationToken);
    }

    private Task<T> With<T>(KeyId id, Func<KeyVersion?, T> use, CancellationToken cancellationToken)
    {
        KeyId.RequireName(id.Name);

        return InTurn(() =>
        {
            using var ring = _rings.Read(id.Name);
            return use(ring is not null && id.Version <= ring.Versions.Length ? ring.Versions[id.Version - 1] : null);
        }, cancellationToken);
    }

    private async Task<T> InTurn<T>(Func<T> work, CancellationToken cancellationToken)
    {
        using var turn = await _turns.Enter(cancellationToken);
        return work();
    }
}
