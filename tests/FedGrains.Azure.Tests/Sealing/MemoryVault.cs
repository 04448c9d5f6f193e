using System.Collections.Immutable;
using System.Security.Cryptography;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Azure.Tests.Sealing;

/// <summary>A vault in memory that wraps, counts how often it is asked to unwrap, and can be out.</summary>
internal sealed class MemoryVault : IKeyVault
{
    private readonly List<byte[]> _versions = [];

    public bool IsOut { get; set; }

    public int Unwraps { get; private set; }

    public Task<KeyId> Rotate(string key, CancellationToken cancellationToken = default)
    {
        _versions.Add(RandomNumberGenerator.GetBytes(32));
        return Task.FromResult(new KeyId(key, _versions.Count));
    }

    public Task<KeyId?> Latest(string key, CancellationToken cancellationToken = default) => Task.FromResult(_versions.Count == 0 ? (KeyId?)null : new KeyId(key, _versions.Count));

    public Task<ImmutableArray<VaultKeyVersion>> Versions(string key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<WrappedKey> Wrap(string key, SecretBytes secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        ThrowIfOut();
        var nonce = RandomNumberGenerator.GetBytes(12);
        var (bytes, tag) = (new byte[secret.Length], new byte[16]);
        using var cipher = new AesGcm(_versions[^1], 16);
        cipher.Encrypt(nonce, secret.Span, bytes, tag, context.Span);

        return Task.FromResult(new WrappedKey(new(key, _versions.Count), (byte[])[.. nonce, .. bytes, .. tag]));
    }

    public Task<SecretBytes> Unwrap(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default)
    {
        ThrowIfOut();
        Unwraps++;
        var bytes = wrapped.Bytes.ToArray();
        var secret = new byte[bytes.Length - 28];
        using var cipher = new AesGcm(_versions[wrapped.Key.Version - 1], 16);
        cipher.Decrypt(bytes.AsSpan(0, 12), bytes.AsSpan(12, secret.Length), bytes.AsSpan(^16), secret, context.Span);

        return Task.FromResult(SecretBytes.CopyOf(secret));
    }

    public Task<VaultSignature> Sign(string key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<bool> Verify(VaultSignature signature, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<ReadOnlyMemory<byte>> PublicKey(KeyId key, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    private void ThrowIfOut()
    {
        if (IsOut) throw new KeyVaultException("The vault is out.");
    }
}
