using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training;

namespace FedGrains.Attacks.Tests.Properties;

/// <summary>Sites of a hundred records: a subgroup that no column names makes up a fifth of them, or four fifths. It shifts some features a little; the label has nothing to do with it.</summary>
internal static class Sites
{
    private const int Records = 100;
    private const int Features = 20;
    private const double Shift = 0.4;

    private static readonly ModelDefinition s_model = ModelDefinition.Perceptron(Features, [8], 1);
    private static readonly float[] s_start = InitialModel.Create(s_model.Layout(), seed: 1);

    public static int Parameters => s_start.Length;

    /// <summary>The updates of <paramref name="count"/> sites after ten steps.</summary>
    public static double[][] Updates(int count, bool isMost, DpSgd? privacy, ulong seed) =>
        [.. Enumerable.Range(0, count).Select(site => Update(SeededRandom.For(seed, $"{isMost}/{site}"), isMost, privacy, seed + (ulong)site))];

    private static double[] Update(SeededRandom random, bool isMost, DpSgd? privacy, ulong noise)
    {
        var (features, labels) = (new float[Records * Features], new float[Records]);

        for (var record = 0; record < Records; record++)
        {
            var isIn = random.NextDouble() < (isMost ? 0.8 : 0.2);
            var sum = 0d;

            for (var i = 0; i < Features; i++)
            {
                var value = random.NextNormal();
                features[(record * Features) + i] = (float)(value + (isIn && i < Features / 2 ? Shift : 0));
                sum += value * (i % 2 == 0 ? 1 : -1);
            }

            labels[record] = sum / Math.Sqrt(Features) + random.NextNormal() > 0 ? 1 : 0;
        }

        var plan = new TrainingPlan(LossNames.BinaryCrossEntropy, [], new(OptimizerNames.Sgd, 0.2), privacy is null ? Records : 0, LocalSteps: 10, LocalEpochs: 0, ProximalTerm: 0, privacy);
        var trained = Victim.Trainer(noise).Train(s_model, plan, s_start, new TrainingData([Features], features, labels), new(1, new NodeId("site")), 1, cancellation: TestContext.Current.CancellationToken);

        return [.. trained.Parameters.Select((w, i) => (double)w - s_start[i])];
    }
}
