using FedGrains.Contracts.Masking;
using FedGrains.Contracts.Nodes;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Privacy.Updates;

namespace FedGrains.Grains.Runs;

internal static class RoundPlans
{
    /// <summary>What the next round of a run is opened with, given what its nodes have registered now.</summary>
    public static async Task<RoundPlan> Make(Run run, RunStep.OpenRound step, IGrainFactory grains, DateTimeOffset now)
    {
        var configuration = run.Configuration;
        var members = await Task.WhenAll(run.Cohort.Select(n => Member(run, n, grains)));
        var training = configuration.Training with { ProximalTerm = StrategyCatalog.Find(configuration.Strategy.Name).ProximalTerm(configuration.Strategy) };
        var masking = configuration.SecureAggregation;
        var site = new SiteTask(configuration.Dataset, configuration.Model, training, configuration.FractionBits, run.SiteSeed, run.Latest.Version + 1);
        var leastSurvivors = 0;

        if (masking is not null && step.Task is RoundTask.Train)
        {
            leastSurvivors = (await grains.GetGrain<IRosterGrain>(run.Key.Federation.Value).InForce())?.LeastSurvivors ?? 0;
            site = site with { Masking = Masking(run, masking, leastSurvivors, site) };
        }

        return new(
            new(run.Key, step.Number),
            step.Task,
            site,
            run.Latest,
            [.. members],
            // Fewer could not open the sum.
            Math.Max(run.Quorum, leastSurvivors),
            configuration.Strategy,
            configuration.Weighting,
            now,
            now + configuration.RoundDeadline,
            configuration.Lease,
            run.TraceParent,
            masking is null ? null : Terms(run, masking));
    }

    private static MaskingTask Masking(Run run, SecureAggregationPlan plan, int leastSurvivors, SiteTask site) => plan.SitePrivacy is { } privacy
        ? SiteNoises.Task(privacy, run.ClippingNorm ?? privacy.ClippingNorm, run.Cohort.Length, leastSurvivors, checked((int)site.Model.Layout().ParameterCount), site.RotationSeed())
        : new(plan.Clip, run.Cohort.Length, plan.WeightCap, UpdateQuantiser.RingFor(run.Cohort.Length, plan.WeightCap).Bits());

    // Rounds that are abandoned use up numbers too.
    private static MaskingTerms Terms(Run run, SecureAggregationPlan plan) => new(
        plan.BatchRounds,
        run.Configuration.Rounds - run.Latest.Version + run.Configuration.AbandonedRoundLimit,
        plan.UnmaskingTime ?? run.Configuration.Lease,
        plan.KeepMaskedRounds,
        plan.SitePrivacy?.Delta,
        plan.SitePrivacy?.Adaptation);

    private static async Task<RoundMember> Member(Run run, NodeId node, IGrainFactory grains)
    {
        var status = await grains.GetGrain<INodeGrain>(new NodeKey(run.Key.Federation, node).ToString()).Describe();
        var examples = status?.Node.Dataset(run.Configuration.Dataset)?.TrainingExamples ?? 0;

        return new(node, examples, run.Configuration.MandatoryNodes.Contains(node));
    }
}
