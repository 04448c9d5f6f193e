using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training;

namespace FedGrains.Attacks.Audits;

/// <summary>Records of nobody that fit a model and a loss: normal numbers, or codes where the model takes codes, and labels that follow from them but for chance.</summary>
public static class SyntheticRecords
{
    /// <summary>Makes <paramref name="count"/> records, at least 1. The same seed gives the same records.</summary>
    public static TrainingData Make(ModelDefinition model, string loss, int count, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var width = model.Input.Aggregate(1, (product, size) => product * size);
        var random = SeededRandom.For(seed, "audit/synthetic");
        var directions = Enumerable.Range(0, Math.Max(2, model.Outputs())).Select(_ => Enumerable.Range(0, width).Select(_ => random.NextNormal() / Math.Sqrt(width)).ToArray()).ToArray();
        var codes = model.Layers[0] is Layer.Embedding embedding ? embedding.Entries : 0;
        var (features, labels) = (new float[count * width], new float[count]);

        for (var record = 0; record < count; record++)
        {
            var numbers = features.AsSpan(record * width, width);
            for (var i = 0; i < width; i++) numbers[i] = codes > 0 ? random.NextInt(codes) : (float)random.NextNormal();

            labels[record] = Label(loss, Scores(numbers.ToArray(), codes, directions, random));
        }

        return new(model.Input, features, labels);
    }

    // A code counts as where it stands in its range, from -1 to 1.
    private static double[] Scores(float[] numbers, int codes, double[][] directions, SeededRandom random) =>
        [.. directions.Select(direction => direction.Zip(numbers, (d, x) => d * (codes > 0 ? ((2.0 * x) / codes) - 1 : x)).Sum() + (0.5 * random.NextNormal()))];

    private static float Label(string loss, double[] scores) => loss switch
    {
        LossNames.CrossEntropy => Array.IndexOf(scores, scores.Max()),
        LossNames.BinaryCrossEntropy => scores[0] > scores[1] ? 1 : 0,
        _ => (float)scores[0],
    };
}
