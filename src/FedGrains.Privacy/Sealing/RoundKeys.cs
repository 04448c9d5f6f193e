using System.Security.Cryptography;

using FedGrains.Privacy.Keys;

namespace FedGrains.Privacy.Sealing;

/// <summary>
/// Makes a key pair for each round. At rest its private key is wrapped by the federation's key, bound to the round and to its public
/// key: it unwraps for no other round.
/// </summary>
/// <param name="vault">Where the federation's key is, under the federation's name.</param>
/// <param name="randomness">Where the key pairs come from.</param>
public sealed class RoundKeys(IKeyVault vault, RandomNumberGenerator randomness)
{
    /// <summary>A new pair for a round. A <see cref="KeyVaultException"/> when the federation has no key yet.</summary>
    public async Task<RoundKey> Create(string federation, string run, int round, CancellationToken cancellationToken = default)
    {
        using var keys = HpkeKeyPair.Generate(randomness);
        var wrapped = await vault.Wrap(federation, keys.PrivateKey, Context(federation, run, round, keys.PublicKey.Bytes), cancellationToken).ConfigureAwait(false);

        return new(keys.PublicKey.Bytes.ToArray(), wrapped);
    }

    /// <summary>The pair of a round, to open what was sealed to it. The caller disposes it.</summary>
    /// <exception cref="KeyVaultException">The stored pair is not this round's, or was changed.</exception>
    public async Task<HpkeKeyPair> Open(RoundKey key, string federation, string run, int round, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        using var privateKey = await vault.Unwrap(key.PrivateKey, Context(federation, run, round, key.PublicKey.Span), cancellationToken).ConfigureAwait(false);

        return HpkeKeyPair.Import(privateKey.Span);
    }

    private static byte[] Context(string federation, string run, int round, ReadOnlySpan<byte> publicKey) =>
        new CanonicalEncoding("FedGrains/round-key/v1").Add(federation).Add(run).Add(round).Add(publicKey).ToArray();
}
