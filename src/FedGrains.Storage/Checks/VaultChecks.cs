using System.Security.Cryptography;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Storage.Checks;

/// <summary>Whether a vault does what it is there for.</summary>
public static class VaultChecks
{
    private const string Subject = "key vault";

    private static readonly byte[] s_context = "doctor"u8.ToArray();

    /// <summary>Wraps, unwraps, signs and verifies with a key, when there is one.</summary>
    public static async Task<Finding> Uses(Func<IKeyVault> open, string key, CancellationToken cancellationToken = default)
    {
        try
        {
            var vault = open();
            if (await vault.Latest(key, cancellationToken) is not { } latest) return Finding.Good(Subject, $"It answers. It has no key '{key}' yet; the coordinator makes it when it starts.");

            using var randomness = RandomNumberGenerator.Create();
            using var secret = SecretBytes.Random(32, randomness);
            using var unwrapped = await vault.Unwrap(await vault.Wrap(key, secret, s_context, cancellationToken), s_context, cancellationToken);
            var signed = await vault.Verify(await vault.Sign(key, s_context, cancellationToken), s_context, cancellationToken);

            return secret.FixedTimeEquals(unwrapped) && signed
                ? Finding.Good(Subject, $"It wraps, unwraps, signs and verifies with '{latest}'.")
                : Finding.Fault(Subject, $"What it does with '{latest}' does not come out right.", "Restore the vault from a backup.");
        }
        catch (Exception e) when (e is StorageException or KeyVaultException or IOException or UnauthorizedAccessException)
        {
            return Finding.Fault(Subject, e.Message);
        }
    }
}
