using System.Security.Cryptography;
using FedGrains.Privacy.Secrets;
using FedGrains.Storage.Files;

namespace FedGrains.Storage.Keys;

/// <summary>Where the keys of sealed files come from: a passphrase, a key file, or the master key.</summary>
internal static class FileKeys
{
    /// <summary>Bytes of a key.</summary>
    public const int KeySize = 32;

    // OWASP Password Storage Cheat Sheet, 2023, for PBKDF2-HMAC-SHA256.
    private const int Iterations = 600_000;

    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>HKDF-SHA256 (RFC 5869) of a full-entropy key, which stays the caller's.</summary>
    public static FileKey Of(SecretBytes key) => salt => SecretBytes.Create(KeySize, (Key: key, Salt: salt.ToArray()), static (output, from) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, from.Key.Span, output, from.Salt, "FedGrains/key-file/v1"u8));

    /// <summary>PBKDF2 of a passphrase, which stays the caller's.</summary>
    public static FileKey Stretch(SecretBytes passphrase)
    {
        if (passphrase.Length == 0) throw new ArgumentException("An empty passphrase protects nothing.", nameof(passphrase));

        return salt => SecretBytes.Create(KeySize, (Passphrase: passphrase, Salt: salt.ToArray()), static (output, from) =>
            Rfc2898DeriveBytes.Pbkdf2(from.Passphrase.Span, from.Salt, output, Iterations, HashAlgorithmName.SHA256));
    }

    /// <summary>The key in a file of 32 bytes; made when it is not there and <paramref name="make"/> says so.</summary>
    public static SecretBytes Read(string path, RandomNumberGenerator randomness, bool make)
    {
        if (DurableFile.Read(path) is { } content) return Read(path, content);
        if (!make) throw SealedFile.Damaged(path, "it is missing, and the vault is not new.");

        var key = SecretBytes.Random(KeySize, randomness);
        var bytes = key.Span.ToArray();
        Folders.Create(Path.GetDirectoryName(Path.GetFullPath(path))!);
        DurableFile.ReplaceOwnerOnly(path, bytes);
        CryptographicOperations.ZeroMemory(bytes);

        return key;
    }

    private static SecretBytes Read(string path, byte[] content)
    {
        try
        {
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0)
                throw new StorageException($"Key file '{path}' can be read or written by others. Make it yours alone (chmod 600), and rotate the keys if someone may have read it.");

            return content.Length == KeySize ? SecretBytes.CopyOf(content) : throw SealedFile.Damaged(path, $"it has {content.Length} bytes instead of {KeySize}.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }
}
