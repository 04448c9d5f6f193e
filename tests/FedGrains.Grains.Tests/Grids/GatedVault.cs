using System.Collections.Immutable;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Grains.Tests.Grids;

/// <summary>A vault that a test takes away and brings back.</summary>
internal sealed class GatedVault(IKeyVault vault) : IKeyVault
{
    private int _refused;

    public bool IsOut { get; set; }

    /// <summary>How often it was asked in vain.</summary>
    public int Refused => _refused;

    public Task<KeyId> Rotate(string key, CancellationToken cancellationToken = default) => Open().Rotate(key, cancellationToken);

    public Task<KeyId?> Latest(string key, CancellationToken cancellationToken = default) => Open().Latest(key, cancellationToken);

    public Task<ImmutableArray<VaultKeyVersion>> Versions(string key, CancellationToken cancellationToken = default) => Open().Versions(key, cancellationToken);

    public Task<WrappedKey> Wrap(string key, SecretBytes secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) => Open().Wrap(key, secret, context, cancellationToken);

    public Task<SecretBytes> Unwrap(WrappedKey wrapped, ReadOnlyMemory<byte> context, CancellationToken cancellationToken = default) => Open().Unwrap(wrapped, context, cancellationToken);

    public Task<VaultSignature> Sign(string key, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => Open().Sign(key, data, cancellationToken);

    public Task<bool> Verify(VaultSignature signature, ReadOnlyMemory<byte> data, CancellationToken cancellationToken = default) => Open().Verify(signature, data, cancellationToken);

    public Task<ReadOnlyMemory<byte>> PublicKey(KeyId key, CancellationToken cancellationToken = default) => Open().PublicKey(key, cancellationToken);

    private IKeyVault Open()
    {
        if (!IsOut) return vault;

        Interlocked.Increment(ref _refused);
        throw new IOException("The vault does not answer.");
    }
}
