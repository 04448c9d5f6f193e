using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FedGrains.Azure.Vault;

/// <summary>One version in a list of versions: everything but the key.</summary>
internal sealed record KeyItem(string Kid, KeyAttributes Attributes, Dictionary<string, string>? Tags = null);

/// <summary>A page of a list; the next one is at <paramref name="NextLink"/>.</summary>
internal sealed record KeyPage(KeyItem[]? Value = null, string? NextLink = null);

/// <summary>One version with its public key.</summary>
internal sealed record KeyBundle(JsonWebKey Key, KeyAttributes Attributes, Dictionary<string, string>? Tags = null);

/// <summary>A public key, RFC 7517: RSA has n and e, P-256 has x and y, big-endian.</summary>
internal sealed record JsonWebKey(string Kid, string Kty)
{
    public byte[]? N { get; init; }

    public byte[]? E { get; init; }

    public string? Crv { get; init; }

    public byte[]? X { get; init; }

    public byte[]? Y { get; init; }
}

/// <summary>Whether a version may be used, and since and until when: seconds since 1970.</summary>
internal sealed record KeyAttributes(bool Enabled, long? Created = null, long? Nbf = null, long? Exp = null);

/// <summary>A version to make.</summary>
internal sealed record NewKey(
    string Kty,
    [property: JsonPropertyName("key_size")] int? KeySize,
    string? Crv,
    [property: JsonPropertyName("key_ops")] string[] KeyOps,
    Dictionary<string, string> Tags);

/// <summary>What to do with a key.</summary>
internal sealed record KeyOperation(string Alg, byte[] Value);

/// <summary>What came of it.</summary>
internal sealed record KeyOperationResult(byte[] Value);

/// <summary>Why something was refused.</summary>
internal sealed record KeyFault(KeyFaultBody? Error = null);

/// <inheritdoc cref="KeyFault"/>
internal sealed record KeyFaultBody(string? Code = null, string? Message = null, KeyFaultBody? Innererror = null)
{
    /// <summary>The code that says most.</summary>
    public string? InnermostCode => Innererror?.InnermostCode ?? Code;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(Base64UrlBytes)])]
[JsonSerializable(typeof(KeyPage))]
[JsonSerializable(typeof(KeyBundle))]
[JsonSerializable(typeof(NewKey))]
[JsonSerializable(typeof(KeyOperation))]
[JsonSerializable(typeof(KeyOperationResult))]
[JsonSerializable(typeof(KeyFault))]
internal sealed partial class KeyVaultJson : JsonSerializerContext;

/// <summary>Bytes as base64url without padding (RFC 4648, section 5). No string is made of them: some are secret.</summary>
internal sealed class Base64UrlBytes : JsonConverter<byte[]>
{
    public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType is not JsonTokenType.String || reader.HasValueSequence || reader.ValueIsEscaped) throw new JsonException("This is not base64url.");

        try
        {
            return Base64Url.DecodeFromUtf8(reader.ValueSpan);
        }
        catch (FormatException e)
        {
            throw new JsonException("This is not base64url.", e);
        }
    }

    public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => writer.WriteStringValue(Base64Url.EncodeToUtf8(value));
}
