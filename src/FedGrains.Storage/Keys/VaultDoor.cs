using System.Security.Cryptography;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Storage.Keys;

/// <summary>
/// The way in: <c>master.key</c> in the vault's folder. The master key is random and the protection only seals it, so the protection
/// can be changed, in one file, without touching a key.
/// </summary>
internal static class VaultDoor
{
    private const string Name = "master";

    /// <summary>The master key; made, with the door, when the vault is new. A <see cref="StorageException"/> when the protection is not the one it was made with.</summary>
    public static SecretBytes Open(string folder, VaultProtection protection, RandomNumberGenerator randomness)
    {
        var path = MasterPath(folder);
        var isNew = !File.Exists(path);

        // A second master key beside files of the first would bury them.
        if (isNew && Directory.EnumerateFiles(folder, KeyRingFile.Pattern).Any()) throw SealedFile.Damaged(path, "it is missing, and there are keys under it.");

        return Sealed(protection, randomness, isNew, file => file.Read(path, Name) ?? Make(file, path, randomness));
    }

    /// <summary>Seals the master key anew.</summary>
    public static void Change(string folder, SecretBytes master, VaultProtection protection, RandomNumberGenerator randomness) =>
        Sealed(protection, randomness, make: true, file =>
        {
            file.Write(MasterPath(folder), Name, master);
            return master;
        });

    private static string MasterPath(string folder) => Path.Combine(folder, "master.key");

    private static SecretBytes Make(SealedFile file, string path, RandomNumberGenerator randomness)
    {
        var master = SecretBytes.Random(FileKeys.KeySize, randomness);
        file.Write(path, Name, master);

        return master;
    }

    private static SecretBytes Sealed(VaultProtection protection, RandomNumberGenerator randomness, bool make, Func<SealedFile, SecretBytes> use)
    {
        if (protection is VaultProtection.Passphrase passphrase) return use(new(FileKeys.Stretch(passphrase.Text), randomness));

        using var key = FileKeys.Read(((VaultProtection.KeyFile)protection).Path, randomness, make);
        return use(new(FileKeys.Of(key), randomness));
    }
}
