using System.Text.Json;
using System.Text.Json.Serialization;

using FedGrains.Privacy.Keys;
using FedGrains.Storage.Files;
using FedGrains.Transparency.Notes;

namespace FedGrains.Storage.Auditing;

/// <summary>The key that an audit log is signed with, as it lies beside the log: the private half wrapped by the vault.</summary>
/// <param name="Key">The public half, as <see cref="NoteKey"/> reads it.</param>
/// <param name="WrappedBy">The version of the vault's key.</param>
/// <param name="Wrapped">The private half.</param>
internal sealed record AuditKeyFile(string Key, string WrappedBy, byte[] Wrapped)
{
    public static AuditKeyFile? Read(string path)
    {
        if (DurableFile.Read(path) is not { } bytes) return null;

        try
        {
            return JsonSerializer.Deserialize(bytes, AuditKeyJson.Default.AuditKeyFile) ?? throw new JsonException("The file holds null.");
        }
        catch (JsonException e)
        {
            throw new StorageException($"'{path}' is damaged: {e.Message} Restore it from a backup: without it the log goes on under another key.", e);
        }
    }

    public void Write(string path) => DurableFile.ReplaceOwnerOnly(path, JsonSerializer.SerializeToUtf8Bytes(this, AuditKeyJson.Default.AuditKeyFile));

    public WrappedKey ToWrapped() => new(KeyId.Parse(WrappedBy), Wrapped);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AuditKeyFile))]
internal sealed partial class AuditKeyJson : JsonSerializerContext;
