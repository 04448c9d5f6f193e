using FedGrains.Privacy.Secrets;

namespace FedGrains.Storage.Keys;

/// <summary>What protects a vault's master key. Without it the vault does not open, and there is no other way in.</summary>
public abstract record VaultProtection
{
    private VaultProtection()
    {
    }

    /// <summary>
    /// A passphrase, stretched with PBKDF2-HMAC-SHA256 (RFC 8018, 5.2), 600 000 iterations over a random salt. It stays the caller's,
    /// and is not needed once the vault is open.
    /// </summary>
    public sealed record Passphrase(SecretBytes Text) : VaultProtection;

    /// <summary>
    /// A file of 32 random bytes, made with the vault when it is not there, readable by this user only. It protects no more than the
    /// place it is in: keep it apart from the vault and from the vault's backups.
    /// </summary>
    public sealed record KeyFile(string Path) : VaultProtection;
}
