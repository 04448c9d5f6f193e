using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FedGrains.Client;

/// <summary>
/// What connects an application to a coordinator: where it is, a certificate of the application's own with its private key, and the keys by
/// which silos are known. Issued with <c>fedgrains coordinator credentials</c>. Whoever has the file is the application.
/// </summary>
/// <param name="ClusterId">Orleans' cluster.</param>
/// <param name="ServiceId">Orleans' service.</param>
/// <param name="Gateways">Silos to connect to, address and port; empty when the cluster is found in another way.</param>
/// <param name="Certificate">The certificate, PEM.</param>
/// <param name="PrivateKey">Its key, PKCS #8, PEM.</param>
/// <param name="AuthorityKeys">The authority's public keys by version, DER SubjectPublicKeyInfo.</param>
public sealed record ClusterCredentials(
    string ClusterId,
    string ServiceId,
    ImmutableArray<string> Gateways,
    string Certificate,
    string PrivateKey,
    ImmutableSortedDictionary<string, byte[]> AuthorityKeys)
{
    /// <summary>Reads a file. Throws a <see cref="FormatException"/> that says what is wrong with it, or that it is not there.</summary>
    public static ClusterCredentials Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), CredentialsJson.Default.ClusterCredentials) ?? throw new JsonException("The file holds null.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"'{path}' cannot be read as credentials: {e.Message} Issue them with: fedgrains coordinator credentials --name NAME --out {path}", e);
        }
    }

    /// <summary>The credentials as a file's text. Keep it as a password is kept.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, CredentialsJson.Default.ClusterCredentials);

    /// <summary>Names the certificate's holder and not its key.</summary>
    public override string ToString() => $"credentials for cluster '{ClusterId}'";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ClusterCredentials))]
internal sealed partial class CredentialsJson : JsonSerializerContext;
