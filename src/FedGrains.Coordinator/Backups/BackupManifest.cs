using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FedGrains.Coordinator.Backups;

/// <summary>What a backup holds: the last entry of its archive. An archive without one was cut off.</summary>
/// <param name="Format">1.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="Files">Every file of the data folder, by its path in it, with forward slashes.</param>
internal sealed record BackupManifest(int Format, DateTimeOffset MadeAt, ImmutableArray<BackupFile> Files)
{
    public const string EntryName = "manifest.json";

    public static BackupManifest? Read(ReadOnlySpan<byte> json) => JsonSerializer.Deserialize(json, BackupJson.Default.BackupManifest);

    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupManifest);
}

/// <param name="Path">Its path in the data folder.</param>
/// <param name="Sha256">The digest of its content, lower-case hexadecimal.</param>
internal sealed record BackupFile(string Path, string Sha256);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
