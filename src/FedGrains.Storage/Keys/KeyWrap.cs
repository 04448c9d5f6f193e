using System.Security.Cryptography;
using System.Text;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Storage.Keys;

/// <summary>How this vault wraps: a random nonce of 12 bytes, AES-256-GCM ciphertext, its tag. The version and the context are associated data.</summary>
internal static class KeyWrap
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static byte[] Wrap(KeyId id, ReadOnlySpan<byte> key, SecretBytes secret, ReadOnlySpan<byte> context, RandomNumberGenerator randomness)
    {
        if (secret.Length is 0 or > WrappedKey.LongestSecret) throw new ArgumentException($"A vault wraps 1 to {WrappedKey.LongestSecret} bytes, and there are {secret.Length}.", nameof(secret));

        var wrapped = new byte[NonceSize + secret.Length + TagSize];
        randomness.GetBytes(wrapped.AsSpan(0, NonceSize));
        using var cipher = new AesGcm(key, TagSize);
        cipher.Encrypt(wrapped.AsSpan(0, NonceSize), secret.Span, wrapped.AsSpan(NonceSize, secret.Length), wrapped.AsSpan(NonceSize + secret.Length), Associated(id, context));

        return wrapped;
    }

    public static SecretBytes Unwrap(WrappedKey wrapped, ReadOnlySpan<byte> key, ReadOnlySpan<byte> context)
    {
        var length = wrapped.Bytes.Length - NonceSize - TagSize;
        if (length is < 1 or > WrappedKey.LongestSecret) throw DoesNotUnwrap(wrapped.Key);

        try
        {
            using var cipher = new AesGcm(key, TagSize);
            return SecretBytes.Create(length, (cipher, wrapped.Bytes, Associated: Associated(wrapped.Key, context)), static (secret, from) =>
            {
                var bytes = from.Bytes.Span;
                from.cipher.Decrypt(bytes[..NonceSize], bytes[NonceSize..^TagSize], bytes[^TagSize..], secret, from.Associated);
            });
        }
        catch (AuthenticationTagMismatchException)
        {
            throw DoesNotUnwrap(wrapped.Key);
        }
    }

    public static KeyVaultException DoesNotUnwrap(KeyId id) => new($"This does not unwrap with key '{id}': it was not wrapped with it for this purpose, or has been changed since.");

    private static byte[] Associated(KeyId id, ReadOnlySpan<byte> context) => [.. Encoding.UTF8.GetBytes($"FedGrains/wrap/v1\0{id}\0"), .. context];
}
