using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using FedGrains.Privacy.Secrets;

namespace FedGrains.Storage.Keys;

/// <summary>One version of a key: 32 bytes that wrap, and a P-256 private key that signs, as PKCS #8.</summary>
internal sealed record KeyVersion(byte[] Wrapping, byte[] Signing)
{
    public override string ToString() => nameof(KeyVersion);
}

/// <summary>All versions of a key, the first first. It lives as long as one call; disposing it zeroes them.</summary>
internal sealed record KeyRing(ImmutableArray<KeyVersion> Versions) : IDisposable
{
    public static KeyRing Empty { get; } = new([]);

    public static KeyRing Read(SecretBytes json) =>
        JsonSerializer.Deserialize(json.Span, KeyRingJson.Default.KeyRing) is { Versions.IsDefaultOrEmpty: false } ring && ring.Versions.All(v => v is { Wrapping.Length: FileKeys.KeySize, Signing: not null })
            ? ring
            : throw new JsonException("The file holds no whole key.");

    public KeyRing Add(RandomNumberGenerator randomness)
    {
        var wrapping = new byte[FileKeys.KeySize];
        randomness.GetBytes(wrapping);
        using var signing = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        return new(Versions.Add(new(wrapping, signing.ExportPkcs8PrivateKey())));
    }

    public SecretBytes Write()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this, KeyRingJson.Default.KeyRing);

        try
        {
            return SecretBytes.CopyOf(json);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(json);
        }
    }

    public void Dispose()
    {
        foreach (var version in Versions)
        {
            CryptographicOperations.ZeroMemory(version.Wrapping);
            CryptographicOperations.ZeroMemory(version.Signing);
        }
    }

    public override string ToString() => nameof(KeyRing);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(KeyRing))]
internal sealed partial class KeyRingJson : JsonSerializerContext;
