using FedGrains.Contracts.Models;
using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Grains.Models;

/// <summary>Gathers what the nodes of a run have released up to a round, and has it priced.</summary>
internal sealed class VersionPrivacy(IGrainFactory grains)
{
    /// <summary>What can be promised about the version that <paramref name="round"/> makes. It follows from what is stored, so that a round that is aggregated again says the same.</summary>
    public async Task<ModelPrivacy> Of(Round round)
    {
        var plan = round.Plan;
        var parent = await grains.GetGrain<IModelVersionGrain>(new ModelVersionKey(plan.Key.Run, plan.Base.Version).ToString()).Describe()
            ?? throw new InvalidOperationException($"Round {plan.Key} starts from version {plan.Base.Version}, which was never recorded.");

        // No version has the updates of a round that was abandoned, and they have left their sites all the same.
        var abandoned = await Task.WhenAll(Enumerable.Range(parent.Round + 1, plan.Key.Number - parent.Round - 1).Select(number => Summary(plan.Key with { Number = number })));
        var trained = abandoned.OfType<RoundSummary>().Where(r => r.Task is RoundTask.Train).ToArray();
        var releases = NodeReleases.After(parent, [.. trained.SelectMany(r => r.Contributors), .. round.Receipts.Select(r => Contribution.Of(r, plan))]);

        // Not on the round's turn: a price can take a second.
        return await Task.Run(() => ModelStatement.Of(releases, plan.Site.Training.Privacy) with { Sites = SiteStatement.After(parent.Privacy?.Sites, [.. trained.Select(r => r.SumRho).Where(rho => rho > 0)], plan) });
    }

    private Task<RoundSummary?> Summary(RoundKey round) => grains.GetGrain<IRoundGrain>(round.ToString()).Summary();
}
