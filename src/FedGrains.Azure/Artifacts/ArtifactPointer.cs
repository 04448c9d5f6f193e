using System.Text.Json;
using System.Text.Json.Serialization;

namespace FedGrains.Azure.Artifacts;

/// <summary>What an artifact's name leads to: one small blob, written once the content is complete, which makes it visible in one step.</summary>
/// <param name="Length">Bytes of the content.</param>
/// <param name="Data">The blob that holds it, sealed.</param>
/// <param name="Header">The first bytes of that blob, so that a range can be read at once.</param>
internal sealed record ArtifactPointer(long Length, string Data, byte[] Header)
{
    public static ArtifactPointer Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, ArtifactPointerJson.Default.ArtifactPointer) ?? throw new JsonException("The blob holds null.");

    public BinaryData Write() => new(JsonSerializer.SerializeToUtf8Bytes(this, ArtifactPointerJson.Default.ArtifactPointer));
}

/// <summary>Where an upload that is under way keeps its bytes.</summary>
internal sealed record UploadRecord(string Data);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ArtifactPointer))]
[JsonSerializable(typeof(UploadRecord))]
internal sealed partial class ArtifactPointerJson : JsonSerializerContext;
