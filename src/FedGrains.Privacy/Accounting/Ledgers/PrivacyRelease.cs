using System.Text.Json.Serialization;

namespace FedGrains.Privacy.Accounting.Ledgers;

/// <summary>Something about a dataset that is about to leave its owner.</summary>
/// <param name="Federation">Whom it goes to.</param>
/// <param name="Run">The training run.</param>
/// <param name="Round">The round's number.</param>
/// <param name="Update">The digest of what leaves, by which the same is known again; null for something else than an update, which is new each time.</param>
/// <param name="Event">How it was made.</param>
public sealed record PrivacyRelease(
    [property: JsonPropertyName("federation")] string Federation,
    [property: JsonPropertyName("run")] string Run,
    [property: JsonPropertyName("round")] int Round,
    [property: JsonPropertyName("update")] string? Update,
    [property: JsonPropertyName("event")] PrivacyEvent Event);
