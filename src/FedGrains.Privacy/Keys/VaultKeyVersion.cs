namespace FedGrains.Privacy.Keys;

/// <summary>A version of a key as its vault lists it.</summary>
/// <param name="Key">Which version.</param>
/// <param name="IsEnabled">Whether it may be used: a vault's owner may disable a version, and enable it again.</param>
public readonly record struct VaultKeyVersion(KeyId Key, bool IsEnabled);
