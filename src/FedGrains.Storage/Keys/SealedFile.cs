using System.Security.Cryptography;
using System.Text;
using FedGrains.Privacy.Secrets;
using FedGrains.Storage.Files;

namespace FedGrains.Storage.Keys;

/// <summary>The 32-byte key that belongs to a file's salt. The caller disposes it.</summary>
internal delegate SecretBytes FileKey(ReadOnlySpan<byte> salt);

/// <summary>
/// Files that hold secrets: "FGKEYS1", a zero byte, a random salt of 16 bytes, a random nonce of 12, AES-256-GCM ciphertext, its tag
/// of 16 bytes. The key comes from the salt; the associated data is the file's name, so that no file opens in another's place.
/// </summary>
internal sealed class SealedFile(FileKey key, RandomNumberGenerator randomness)
{
    private const int SaltSize = 16;
    private const int NonceSize = 12;
    private const int TagSize = 16;
    private const int MagicSize = 8;
    private const int HeaderSize = MagicSize + SaltSize + NonceSize;

    // A vault's file has some hundred bytes a version. What is larger is not one, and is not read into memory.
    private const int MaximumSize = 16 << 20;

    private static ReadOnlySpan<byte> Magic => "FGKEYS1\0"u8;

    /// <summary>The content of a file; null when there is none. A <see cref="StorageException"/> names a damaged one.</summary>
    public SecretBytes? Read(string path, string name)
    {
        if (new FileInfo(path) is { Exists: true, Length: > MaximumSize }) throw Damaged(path, "it is too large for one.");
        if (DurableFile.Read(path) is not { } content) return null;
        if (content.Length < HeaderSize + TagSize || !content.AsSpan().StartsWith(Magic)) throw Damaged(path, "it does not begin as one does, or is cut short.");

        try
        {
            using var cipher = Cipher(content);
            return SecretBytes.Create(content.Length - HeaderSize - TagSize, (cipher, content, name), static (plaintext, from) =>
                from.cipher.Decrypt(from.content.AsSpan(HeaderSize - NonceSize, NonceSize), from.content.AsSpan(HeaderSize, plaintext.Length), from.content.AsSpan(HeaderSize + plaintext.Length), plaintext, Associated(from.name)));
        }
        catch (AuthenticationTagMismatchException)
        {
            throw Damaged(path, "it was changed, belongs to another key, or was written under another protection.");
        }
    }

    /// <summary>Replaces the file durably, readable by this user only.</summary>
    public void Write(string path, string name, SecretBytes plaintext)
    {
        var content = new byte[HeaderSize + plaintext.Length + TagSize];
        Magic.CopyTo(content);
        randomness.GetBytes(content.AsSpan(MagicSize, SaltSize + NonceSize));
        using var cipher = Cipher(content);
        cipher.Encrypt(content.AsSpan(HeaderSize - NonceSize, NonceSize), plaintext.Span, content.AsSpan(HeaderSize, plaintext.Length), content.AsSpan(HeaderSize + plaintext.Length), Associated(name));
        DurableFile.ReplaceOwnerOnly(path, content);
    }

    public static StorageException Damaged(string path, string reason, Exception? inner = null) =>
        new($"Key file '{path}' cannot be used: {reason} Restore it from a backup; nothing else opens what its keys wrapped.", inner);

    private AesGcm Cipher(byte[] content)
    {
        using var fileKey = key(content.AsSpan(MagicSize, SaltSize));
        return new(fileKey.Span, TagSize);
    }

    private static byte[] Associated(string name) => Encoding.UTF8.GetBytes($"FedGrains/key-file/v1\0{name}");
}
