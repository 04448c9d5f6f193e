using FedGrains.Contracts.Nodes;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;

namespace FedGrains.Grains.Runs;

internal static class RoundPlans
{
    /// <summary>What the next round of a run is opened with, given what its nodes have registered now.</summary>
    public static async Task<RoundPlan> Make(Run run, RunStep.OpenRound step, IGrainFactory grains, DateTimeOffset now)
    {
        var configuration = run.Configuration;
        var members = await Task.WhenAll(run.Cohort.Select(n => Member(run, n, grains)));
        var training = configuration.Training with { ProximalTerm = StrategyCatalog.Find(configuration.Strategy.Name).ProximalTerm(configuration.Strategy) };
        var site = new SiteTask(configuration.Dataset, configuration.Model, training, configuration.FractionBits, configuration.Seed, run.Latest.Version + 1);

        return new(
            new(run.Key, step.Number),
            step.Task,
            site,
            run.Latest,
            [.. members],
            run.Quorum,
            configuration.Strategy,
            configuration.Weighting,
            now,
            now + configuration.RoundDeadline,
            configuration.Lease,
            run.TraceParent);
    }

    private static async Task<RoundMember> Member(Run run, NodeId node, IGrainFactory grains)
    {
        var status = await grains.GetGrain<INodeGrain>(new NodeKey(run.Key.Federation, node).ToString()).Describe();
        var examples = status?.Node.Dataset(run.Configuration.Dataset)?.TrainingExamples ?? 0;

        return new(node, examples, run.Configuration.MandatoryNodes.Contains(node));
    }
}
