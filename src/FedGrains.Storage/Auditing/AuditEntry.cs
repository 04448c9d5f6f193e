using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using FedGrains.Core.Identifiers;

namespace FedGrains.Storage.Auditing;

/// <summary>Something that happened: who did what, how it ended, and why. Never holds a patient's data, an update's values or a secret.</summary>
public sealed record AuditEntry(DateTimeOffset At, FederationId? Federation, NodeId? Node, string Action, string Outcome, string? Reason = null)
{
    private const int LongestReason = 2000;
    private const int LongestValue = 512;

    /// <summary>What else belongs to the event, a few short values by name: run, round, digest.</summary>
    public ImmutableSortedDictionary<string, string> Details { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The entry with what is too long in it cut: some of it a stranger may have sent, and what he did must be written down all the same.</summary>
    public AuditEntry Cut() => this with
    {
        Action = Cut(Action, LongestValue),
        Reason = Reason is { } reason ? Cut(reason, LongestReason) : null,
        Details = Details.Values.Any(v => v.Length > LongestValue) ? Details.ToImmutableSortedDictionary(d => d.Key, d => Cut(d.Value, LongestValue), StringComparer.Ordinal) : Details,
    };

    /// <summary>The entry as JSON, on one line without its end.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AuditJson.Default.AuditEntry);

    private static string Cut(string text, int longest) => text.Length <= longest ? text : string.Create(CultureInfo.InvariantCulture, $"{text.AsSpan(0, longest)}… ({text.Length:N0} characters)");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
