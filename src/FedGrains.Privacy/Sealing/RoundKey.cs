using FedGrains.Privacy.Keys;

namespace FedGrains.Privacy.Sealing;

/// <summary>A round's key pair as it is stored: the public key in the clear, the private key wrapped by the federation's.</summary>
/// <param name="PublicKey">What sites seal to, 65 bytes as <see cref="HpkePublicKey.Bytes"/> writes it.</param>
/// <param name="PrivateKey">The private key, wrapped.</param>
public sealed record RoundKey(ReadOnlyMemory<byte> PublicKey, WrappedKey PrivateKey);
