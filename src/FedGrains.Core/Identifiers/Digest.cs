using System.Security.Cryptography;
using System.Text.Json.Serialization;

namespace FedGrains.Core.Identifiers;

/// <summary>A SHA-256 digest, 64 lower-case hexadecimal characters. It names an artifact by its content.</summary>
[JsonConverter(typeof(IdentifierJsonConverter<Digest>))]
public readonly record struct Digest(string Value) : IIdentifier<Digest>
{
    private const int HexLength = 2 * SHA256.HashSizeInBytes;

    /// <inheritdoc/>
    public static Digest Parse(string value) =>
        value is { Length: HexLength } && value.All(char.IsAsciiHexDigitLower)
            ? new(value)
            : throw new FormatException($"'{value}' is not a SHA-256 digest: write 64 lower-case hexadecimal characters.");

    /// <summary>The digest of <paramref name="content"/>.</summary>
    public static Digest Of(ReadOnlySpan<byte> content) => FromHash(SHA256.HashData(content));

    /// <summary>The digest with these 32 bytes.</summary>
    public static Digest FromHash(ReadOnlySpan<byte> hash) => new(Convert.ToHexStringLower(hash));

    /// <summary>The first twelve characters, for people.</summary>
    public string Abbreviated => Value is null ? "" : Value[..12];

    /// <inheritdoc/>
    public override string ToString() => Value;
}
