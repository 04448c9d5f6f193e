using FedGrains.Attacks.Membership;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training;

namespace FedGrains.Attacks.Tests.Membership;

/// <summary>Membership games that are small enough to play many times.</summary>
internal static class Games
{
    private const int Features = 100;

    private static readonly ModelDefinition s_model = ModelDefinition.Regression(Features);

    /// <summary>Twice a hundred records of a hundred features each: a model that saw half of them has room to learn them by heart.</summary>
    public static MembershipGame Overfitted(DpSgd? privacy, int steps, double rate) => Game(privacy, steps, rate, records: 200, [.. Enumerable.Range(0, 200)]);

    /// <summary>One record whose label is against everything the others say, in or out: the worst case that the guarantee is for.</summary>
    public static MembershipGame Canary(DpSgd? privacy, int steps, double rate)
    {
        var game = Game(privacy, steps, rate, records: 50, [0]);
        var features = game.Pool.Features.ToArray();
        for (var i = 0; i < Features; i++) features[i] *= 3;

        return game with { Pool = new([Features], features, [1 - game.Pool.Labels.Span[0], .. game.Pool.Labels.ToArray()[1..]]) };
    }

    private static MembershipGame Game(DpSgd? privacy, int steps, double rate, int records, IReadOnlyCollection<int> candidates)
    {
        var random = SeededRandom.For(11, "game");
        var direction = Enumerable.Range(0, Features).Select(_ => random.NextNormal()).ToArray();
        var features = Enumerable.Range(0, records * Features).Select(_ => (float)random.NextNormal()).ToArray();
        var labels = features.Chunk(Features).Select(record => record.Zip(direction, (x, d) => x * d).Sum() / Math.Sqrt(Features) + random.NextNormal() > 0 ? 1f : 0f);
        var plan = new TrainingPlan(LossNames.BinaryCrossEntropy, [], new(OptimizerNames.Sgd, rate), privacy is null ? records : 0, steps, LocalEpochs: 0, ProximalTerm: 0, privacy);

        return new(s_model, plan, new float[Features + 1], new TrainingData([Features], features, [.. labels]), [.. candidates], Seed: 5);
    }
}
