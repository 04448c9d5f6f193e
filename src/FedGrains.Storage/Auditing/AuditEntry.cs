using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using FedGrains.Core.Identifiers;

namespace FedGrains.Storage.Auditing;

/// <summary>Something that happened: who did what, how it ended, and why. Never holds a patient's data, an update's values or a secret.</summary>
public sealed record AuditEntry(DateTimeOffset At, FederationId? Federation, NodeId? Node, string Action, string Outcome, string? Reason = null)
{
    /// <summary>What else belongs to the event, a few short values by name: run, round, digest.</summary>
    public ImmutableSortedDictionary<string, string> Details { get; init; } = ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>The entry as JSON, on one line without its end.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, AuditJson.Default.AuditEntry);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AuditEntry))]
internal sealed partial class AuditJson : JsonSerializerContext;
