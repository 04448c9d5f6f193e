using System.Collections.Immutable;
using System.Text.Json.Serialization;

using FedGrains.Cli.Models;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Runs;

/// <summary>A run as <c>--json</c> prints it; where they were asked for, some of its rounds, and what is promised about its latest version.</summary>
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
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ImmutableArray<RoundView>? Rounds = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PrivacyView? Privacy = null)
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
