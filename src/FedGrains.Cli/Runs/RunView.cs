using System.Collections.Immutable;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Runs;

/// <summary>A run as <c>--json</c> prints it.</summary>
internal sealed record RunView(
    FederationId Federation,
    RunId Run,
    RunPhase Phase,
    string? Reason,
    int Versions,
    int VersionsAsked,
    BaseModel Latest,
    BestVersion? Best,
    ImmutableArray<NodeId> Cohort,
    DateTimeOffset StartedAt,
    DateTimeOffset? EndedAt,
    RunConfiguration Configuration,
    ImmutableArray<RoundView> Rounds)
{
    public static RunView Of(Run run) => new(
        run.Key.Federation,
        run.Key.Run,
        run.Phase,
        run.Reason,
        run.Latest.Version,
        run.Configuration.Rounds,
        run.Latest,
        run.Best,
        run.Cohort,
        run.StartedAt,
        run.EndedAt,
        run.Configuration,
        [.. run.Rounds.Select(r => RoundView.Of(run, r))]);
}
