using System.Globalization;
using System.Text;
using Azure.Data.Tables;

namespace FedGrains.Azure.Reminders;

/// <summary>A reminder as a row of the table, as Orleans' own provider writes it: the partition is the service and the grain's place on the ring.</summary>
internal static class ReminderRow
{
    // What a table takes in a key.
    private const int LongestKey = 512;

    public static string PartitionOf(string service, uint hash) => Sanitized(string.Create(CultureInfo.InvariantCulture, $"{service}_{hash:X8}"));

    public static string KeyOf(GrainId grain, string reminder) => Sanitized($"{grain}-{reminder}");

    /// <summary>The keys between which a grain's reminders are: more than the first, at most the second.</summary>
    public static (string After, string UpTo) KeysOf(GrainId grain) => (Sanitized($"{grain}-"), Sanitized($"{grain}") + (char)('-' + 1));

    public static TableEntity Of(ReminderEntry entry, string service, string cluster)
    {
        var hash = entry.GrainId.GetUniformHashCode();

        return new(PartitionOf(service, hash), KeyOf(entry.GrainId, entry.ReminderName))
        {
            ["ServiceId"] = service,
            ["DeploymentId"] = cluster,
            ["GrainReference"] = entry.GrainId.ToString(),
            ["ReminderName"] = entry.ReminderName,
            ["StartAt"] = LogFormatter.PrintDate(entry.StartAt),
            ["Period"] = entry.Period.ToString(null, CultureInfo.InvariantCulture),
            ["GrainRefConsistentHash"] = hash.ToString("X8", CultureInfo.InvariantCulture),
        };
    }

    /// <summary>The reminder in a row. Throws a <see cref="FormatException"/> or an <see cref="ArgumentException"/> when it cannot be read.</summary>
    public static ReminderEntry Read(TableEntity row) => new()
    {
        GrainId = GrainId.Parse(row.GetString("GrainReference")),
        ReminderName = row.GetString("ReminderName"),
        StartAt = DateTime.SpecifyKind(LogFormatter.ParseDate(row.GetString("StartAt")), DateTimeKind.Utc),
        Period = TimeSpan.Parse(row.GetString("Period"), CultureInfo.InvariantCulture),
        ETag = row.ETag.ToString(),
    };

    private static string Sanitized(string key)
    {
        if (key.Length >= LongestKey) throw new ArgumentException($"'{key[..64]}…' has {key.Length} characters: a key of a table has fewer than {LongestKey}.", nameof(key));

        return new StringBuilder(key).Replace('/', '_').Replace('\\', '_').Replace('#', '_').Replace('?', '_').ToString();
    }
}
