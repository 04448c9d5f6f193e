namespace FedGrains.Contracts.Rounds;

/// <summary>The key pair that a round's updates are sealed to, as it is stored: whoever may use the vault opens them, and nobody else.</summary>
/// <param name="PublicKey">What sites seal to, 65 bytes, an uncompressed point of P-256.</param>
/// <param name="VaultKey">The name of the vault's key that the private key is wrapped with.</param>
/// <param name="VaultVersion">Its version.</param>
/// <param name="Wrapped">The private key, wrapped.</param>
[GenerateSerializer, Immutable, Alias("fedgrains.round-sealing-key")]
public sealed record RoundSealingKey([property: Id(0)] byte[] PublicKey, [property: Id(1)] string VaultKey, [property: Id(2)] int VaultVersion, [property: Id(3)] byte[] Wrapped);
