using System.Collections.Immutable;

using FedGrains.Contracts.Runs;
using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Runs;

/// <summary>A run and some of the rounds that it has ended, which follow each other.</summary>
internal sealed class RunHistory(Run run, ImmutableArray<RoundSummary> rounds)
{
    private readonly ILookup<int, NodeEvaluation> _measured = rounds.SelectMany(r => r.BaseEvaluation.Nodes, (r, node) => (r.Base, node)).ToLookup(m => m.Base, m => m.node);

    private readonly Dictionary<NodeId, long> _examples = rounds.SelectMany(r => r.Contributors).Where(c => c.Examples > 0).GroupBy(c => c.Node, c => c.Examples).ToDictionary(g => g.Key, g => g.Last());

    public Run Run => run;

    public ImmutableArray<RoundSummary> Rounds => rounds;

    /// <summary>The run with its rounds from a number on, to the last that had ended when it was described.</summary>
    public static async Task<RunHistory> Load(IRunGrain grain, Run run, int from)
    {
        var rounds = ImmutableArray.CreateBuilder<RoundSummary>();

        for (var next = from; next <= run.RoundsEnded; next = rounds[^1].Number + 1)
            rounds.AddRange(await grain.Rounds(next, run.RoundsEnded - next + 1));

        return new(run, rounds.ToImmutable());
    }

    /// <summary>The run with its last rounds.</summary>
    public static Task<RunHistory> LoadLast(IRunGrain grain, Run run, int count) => Load(grain, run, Math.Max(0, run.RoundsEnded - count) + 1);

    /// <summary>What the nodes measured of a version: the rounds that started from it report it.</summary>
    public ModelEvaluation EvaluationOf(int version) => _measured[version].Aggregate(ModelEvaluation.None, (all, node) => all.With(node));

    /// <summary>The training records behind a node's last update, or 0.</summary>
    public long ExamplesOf(NodeId node) => _examples.GetValueOrDefault(node);

    /// <summary>The rounds that made a version.</summary>
    public IEnumerable<RoundView> Training() => rounds.Where(r => r.Model is not null).Select(r => RoundView.Of(this, r));
}
