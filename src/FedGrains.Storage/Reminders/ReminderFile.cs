using System.Text.Json;
using System.Text.Json.Serialization;
using FedGrains.Storage.Files;

namespace FedGrains.Storage.Reminders;

/// <summary>A reminder as it stands in its file.</summary>
internal sealed record ReminderFile(string Grain, string Name, DateTime StartAt, TimeSpan Period, string Etag)
{
    public static ReminderFile Of(ReminderEntry entry, string etag) =>
        new(entry.GrainId.ToString(), entry.ReminderName, DateTime.SpecifyKind(entry.StartAt, DateTimeKind.Utc), entry.Period, etag);

    /// <summary>The reminder in the file; null when there is no such file, also when it has just been removed.</summary>
    public static ReminderEntry? Read(string path)
    {
        if (DurableFile.Read(path) is not { } content) return null;

        try
        {
            return JsonSerializer.Deserialize(content, ReminderJson.Default.ReminderFile)?.ToEntry() ?? throw new JsonException("The file holds null.");
        }
        catch (Exception e) when (e is JsonException or FormatException or ArgumentException)
        {
            throw new StorageException($"Reminder file '{path}' is damaged: {e.Message} Restore it from a backup, or remove it: its grain registers the reminder again when it is next called.", e);
        }
    }

    public void Write(string path) => DurableFile.Replace(path, JsonSerializer.SerializeToUtf8Bytes(this, ReminderJson.Default.ReminderFile));

    private ReminderEntry ToEntry() => new() { GrainId = GrainId.Parse(Grain), ReminderName = Name, StartAt = StartAt, Period = Period, ETag = Etag };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ReminderFile))]
internal sealed partial class ReminderJson : JsonSerializerContext;
