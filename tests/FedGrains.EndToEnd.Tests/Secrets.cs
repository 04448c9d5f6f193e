using System.Security.Cryptography;
using System.Text;

namespace FedGrains.EndToEnd.Tests;

/// <summary>What must not be found anywhere: as bytes, in hexadecimal or in base64, whole or the first 24 bytes of it.</summary>
internal sealed class Secrets
{
    private const int Enough = 24;

    private readonly List<byte[][]> _secrets = [];

    public int Count => _secrets.Count;

    public void Add(ReadOnlySpan<byte> secret)
    {
        var start = secret[..Math.Min(Enough, secret.Length)].ToArray();
        var hex = Convert.ToHexString(start);

        _secrets.Add([start, Encoding.ASCII.GetBytes(hex), Encoding.ASCII.GetBytes(hex.ToLowerInvariant()), Encoding.ASCII.GetBytes(Convert.ToBase64String(start))]);
    }

    /// <summary>A file with a key: of a private key in PEM or PKCS #8 its scalar, as what is around it is the same in all; else the bytes.</summary>
    public void AddKey(byte[] file)
    {
        using var key = ECDsa.Create();

        try
        {
            if (Encoding.ASCII.GetString(file).StartsWith("-----BEGIN", StringComparison.Ordinal)) key.ImportFromPem(Encoding.ASCII.GetString(file));
            else key.ImportPkcs8PrivateKey(file, out _);
        }
        catch (CryptographicException)
        {
            Add(file);
            return;
        }

        Add(key.ExportParameters(includePrivateParameters: true).D);
    }

    public IEnumerable<int> FoundIn(byte[] content) => Enumerable.Range(0, _secrets.Count).Where(i => _secrets[i].Any(form => content.AsSpan().IndexOf(form) >= 0));
}
