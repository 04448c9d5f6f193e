using System.Collections.Immutable;

using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training;

namespace FedGrains.Attacks.Membership;

/// <summary>
/// The membership game: a model is trained on the pool with each candidate in it or not, by a fair coin; the attacker sees the model and the candidate, and says which.
/// </summary>
/// <param name="Model">A classifier.</param>
/// <param name="Plan">How it is trained, by cross-entropy.</param>
/// <param name="Start">The parameters that every training starts from; in a federation all parties know them.</param>
/// <param name="Pool">Records; those that are no candidates are in every training.</param>
/// <param name="Candidates">Places in the pool, at least 1. Several candidates of one model are no independent trials.</param>
/// <param name="Seed">Where coins and batch orders come from.</param>
public sealed record MembershipGame(ModelDefinition Model, TrainingPlan Plan, float[] Start, TrainingData Pool, ImmutableArray<int> Candidates, ulong Seed)
{
    /// <summary>The pool's records at <paramref name="places"/>. How many the pool has is public whoever is in: what is divided by the number of those who are would tell who is not.</summary>
    internal TrainingData Records(IReadOnlyCollection<int> places)
    {
        var size = Pool.RecordShape.Aggregate(1, (product, d) => product * d);

        return new(
            Pool.RecordShape,
            [.. places.SelectMany(place => Pool.Features.Slice(place * size, size).ToArray())],
            [.. places.Select(place => Pool.Labels.Span[place])])
        {
            PublicCount = Pool.Count,
        };
    }
}
