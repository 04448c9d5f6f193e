using System.Text.Json;
using System.Text.Json.Serialization;
using FedGrains.Core.Identifiers;

namespace FedGrains.Storage.Grains;

/// <summary>The first line of a grain state file; the serialized state follows it.</summary>
internal sealed record GrainStateHeader(string Etag, string State, string Grain, long Length, Digest Sha256)
{
    public byte[] ToLine() => [.. JsonSerializer.SerializeToUtf8Bytes(this, GrainStateJson.Default.GrainStateHeader), (byte)'\n'];

    public static GrainStateHeader? Parse(ReadOnlySpan<byte> line) => JsonSerializer.Deserialize(line, GrainStateJson.Default.GrainStateHeader);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(GrainStateHeader))]
internal sealed partial class GrainStateJson : JsonSerializerContext;
