using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Runs;

/// <summary>A run as <c>--json</c> prints it, and some of its rounds where they were asked for.</summary>
internal sealed record RunView(
    FederationId Federation,
    RunId Run,
    RunPhase Phase,
    string? Reason,
    int Versions,
    int VersionsAsked,
    int RoundsEnded,
    BaseModel Latest,
    BestVersion? Best,
    ImmutableArray<NodeId> Cohort,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    RunConfiguration Configuration,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<RoundView>? Rounds = null)
{
    public static RunView Of(Run run) => new(
        run.Key.Federation,
        run.Key.Run,
        run.Phase,
        run.Reason,
        run.Latest.Version,
        run.Configuration.Rounds,
        run.RoundsEnded,
        run.Latest,
        run.Best,
        run.Cohort,
        run.StartedAt,
        run.EndedAt,
        run.Configuration);

    public static RunView Of(RunHistory history) => Of(history.Run) with { Rounds = [.. history.Rounds.Select(r => RoundView.Of(history, r))] };
}
