using System.Security.Cryptography;

using FedGrains.Privacy.Secrets;
using FedGrains.Site.Configuration;

namespace FedGrains.Site.Masking;

/// <summary>
/// The secret that the site's own secrets of secure aggregation hang on: the key of what is stored of them, and the seeds of the noise that it adds.
/// 32 random bytes, made here, kept beside the site's key in a file that only the site's user can read.
/// </summary>
internal sealed class MaskingKey : IDisposable
{
    private const int Size = 32;

    private readonly SecretBytes _secret;

    private MaskingKey(SecretBytes secret) => _secret = secret;

    /// <summary>Opens the key, or makes it. A <see cref="MaskingStateException"/> when the file holds none.</summary>
    public static MaskingKey OpenOrCreate(string path, RandomNumberGenerator randomness) => File.Exists(path) ? Open(path) : Create(path, randomness);

    /// <summary>A secret of 32 bytes for one purpose, unrelated to that of any other.</summary>
    public SecretBytes Derive(string purpose) => _secret.Derive(purpose);

    public void Dispose() => _secret.Dispose();

    public override string ToString() => nameof(MaskingKey);

    private static MaskingKey Create(string path, RandomNumberGenerator randomness)
    {
        var secret = SecretBytes.Random(Size, randomness);
        OwnFile.Write(path, secret.Span);

        return new(secret);
    }

    private static MaskingKey Open(string path)
    {
        var bytes = File.ReadAllBytes(path);

        try
        {
            return bytes.Length == Size
                ? new(SecretBytes.CopyOf(bytes))
                : throw new MaskingStateException($"'{path}' is not the site's masking key any more: it has {bytes.Length} bytes. Restore it, or remove it with the folder 'grains/masking': the site then begins anew, and its operator confirms the roster again.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }
}
