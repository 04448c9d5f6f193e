using System.Text.Json;
using System.Text.Json.Serialization;
using FedGrains.Privacy.Keys;

namespace FedGrains.Azure.Sealing;

/// <summary>A data key as it is stored: wrapped, beside what it seals.</summary>
internal sealed record DataKeyFile(Guid Id, DateTimeOffset MadeAt, string Key, byte[] Wrapped)
{
    public static DataKeyFile Of(Guid id, DateTimeOffset madeAt, WrappedKey wrapped) => new(id, madeAt, wrapped.Key.ToString(), wrapped.Bytes.ToArray());

    public static DataKeyFile Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, DataKeyJson.Default.DataKeyFile) ?? throw new JsonException("The file holds null.");

    public WrappedKey ToWrapped() => new(KeyId.Parse(Key), Wrapped);

    public BinaryData Write() => new(JsonSerializer.SerializeToUtf8Bytes(this, DataKeyJson.Default.DataKeyFile));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DataKeyFile))]
internal sealed partial class DataKeyJson : JsonSerializerContext;
