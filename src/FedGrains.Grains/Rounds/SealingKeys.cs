using System.Security.Cryptography;

using FedGrains.Contracts.Rounds;
using FedGrains.Grains.Masking;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Sealing;

using RoundKey = FedGrains.Core.Identifiers.RoundKey;

namespace FedGrains.Grains.Rounds;

/// <summary>Makes the key pairs that rounds' updates are sealed to, wrapped by the federation's key.</summary>
internal sealed class SealingKeys(IKeyVault vault, CoordinatorSigner federations)
{
    private readonly RoundKeys _keys = new(vault, RandomNumberGenerator.Create());

    /// <summary>A new pair. Throws what the vault throws.</summary>
    public async Task<RoundSealingKey> Make(RoundKey round)
    {
        await federations.EnsureKey(round.Run.Federation);
        var made = await _keys.Create(round.Run.Federation.Value, round.Run.Run.Value, round.Number);

        return new(made.PublicKey.ToArray(), made.PrivateKey.Key.Name, made.PrivateKey.Key.Version, made.PrivateKey.Bytes.ToArray());
    }
}
