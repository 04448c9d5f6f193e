using System.Text.Json.Serialization;

namespace FedGrains.Privacy.Accounting.Ledgers;

/// <summary>The releases of one run that were made in one way. They are counted and not listed, so that a long run takes no more room than a short one.</summary>
/// <param name="Federation">Whom they went to.</param>
/// <param name="Run">The training run.</param>
/// <param name="Event">How each of them was made.</param>
/// <param name="Releases">How many there were; more than there were rounds when a round was trained again.</param>
/// <param name="FirstRound">The lowest number of a round with one.</param>
/// <param name="LastRound">The highest.</param>
/// <param name="LastUpdate">The digest of the last one; null when it was no update.</param>
/// <param name="FirstAt">When the first was written down.</param>
/// <param name="LastAt">When the last was.</param>
public sealed record LedgerEntry(
    [property: JsonPropertyName("federation")] string Federation,
    [property: JsonPropertyName("run")] string Run,
    [property: JsonPropertyName("event")] PrivacyEvent Event,
    [property: JsonPropertyName("releases")] long Releases,
    [property: JsonPropertyName("firstRound")] int FirstRound,
    [property: JsonPropertyName("lastRound")] int LastRound,
    [property: JsonPropertyName("lastUpdate")] string? LastUpdate,
    [property: JsonPropertyName("firstAt")] DateTimeOffset FirstAt,
    [property: JsonPropertyName("lastAt")] DateTimeOffset LastAt)
{
    /// <summary>Whether the releases had no noise at all.</summary>
    [JsonIgnore]
    public bool IsUnprotected => Event is PrivacyEvent.NonPrivate;

    /// <summary>All of them as one event.</summary>
    [JsonIgnore]
    public PrivacyEvent Spent => new PrivacyEvent.Repeated(Event, Releases);

    internal static LedgerEntry First(PrivacyRelease release, DateTimeOffset now) =>
        new(release.Federation, release.Run, release.Event, 1, release.Round, release.Round, release.Update, now, now);

    internal bool IsOf(PrivacyRelease release) => Federation == release.Federation && Run == release.Run && Event == release.Event;

    // A release that was sent before is no news, however often it is sent.
    internal bool Ends(PrivacyRelease release) => IsOf(release) && LastUpdate is not null && LastUpdate == release.Update;

    internal LedgerEntry Plus(PrivacyRelease release, DateTimeOffset now) => this with
    {
        Releases = Releases + 1,
        FirstRound = Math.Min(FirstRound, release.Round),
        LastRound = Math.Max(LastRound, release.Round),
        LastUpdate = release.Update,
        LastAt = now,
    };
}
