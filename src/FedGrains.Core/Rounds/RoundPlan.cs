using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Strategies;

namespace FedGrains.Core.Rounds;

/// <summary>What a round is opened with; it never changes afterwards.</summary>
/// <param name="Key">The run and the round's number in it.</param>
/// <param name="Task">Train or evaluate.</param>
/// <param name="Site">What every site is told.</param>
/// <param name="Base">The model version the round starts from.</param>
/// <param name="Cohort">Who is asked.</param>
/// <param name="Quorum">How many submissions a result needs, 1 to the size of the cohort.</param>
/// <param name="Strategy">The server step.</param>
/// <param name="Weighting">How updates are weighted.</param>
/// <param name="OpenedAt">When it opened.</param>
/// <param name="Deadline">When it stops accepting.</param>
/// <param name="Lease">How long a site may be silent before the round stops waiting for it.</param>
/// <param name="TraceParent">W3C trace context of the run, or null.</param>
/// <param name="Masking">How the run's rounds are prepared and opened when their updates are masked; null for a plain run.</param>
public sealed record RoundPlan(
    RoundKey Key,
    RoundTask Task,
    SiteTask Site,
    BaseModel Base,
    ImmutableArray<RoundMember> Cohort,
    int Quorum,
    StrategySettings Strategy,
    Weighting Weighting,
    DateTimeOffset OpenedAt,
    DateTimeOffset Deadline,
    TimeSpan Lease,
    string? TraceParent,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MaskingTerms? Masking = null)
{
    /// <summary>Whether the round's updates are masked. A round that only evaluates has none.</summary>
    [JsonIgnore]
    public bool IsMasked => Masking is not null && Task is RoundTask.Train;

    /// <summary>The part of the artifact store that holds the round's updates. It goes once they are in a checkpoint.</summary>
    [JsonIgnore]
    public string UpdateArea => UpdateAreaOf(Key);

    /// <summary>The part of the artifact store that holds the strategy's state that belongs to model version <paramref name="version"/>.</summary>
    public string StateArea(int version) => $"{Key.Run}/state/{version}";

    /// <summary>The part of the artifact store that holds what the coordinator must remember of a masked round while it lasts.</summary>
    public static string MaskingAreaOf(RoundKey round) => $"{round}/masking";

    /// <summary>The update area of a round.</summary>
    public static string UpdateAreaOf(RoundKey round) => $"{round}/updates";

    /// <summary>The bytes of an update: a number for each parameter, and in a masked round the weight's, and what noise adds.</summary>
    public long UpdateLength()
    {
        var parameters = (long)Site.Model.Layout().ParameterCount;

        return IsMasked ? Site.Masking!.Lanes(parameters) * Site.Masking.RingBits / 8 : parameters * sizeof(int);
    }

    /// <summary>The member for <paramref name="node"/>, or null when it was not asked.</summary>
    public RoundMember? Member(NodeId node) => Cohort.FirstOrDefault(m => m.Node == node);
}
