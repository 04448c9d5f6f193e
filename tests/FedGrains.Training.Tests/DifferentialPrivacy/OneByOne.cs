using FedGrains.Core.Models;
using FedGrains.Training.Losses;
using FedGrains.Training.Models;

using static TorchSharp.torch;

namespace FedGrains.Training.Tests.DifferentialPrivacy;

/// <summary>The plain way to the gradients of single records: a pass forward and back for each.</summary>
internal static class OneByOne
{
    public static double[][] Gradients(ModelDefinition definition, float[] parameters, TrainingData data, string loss) =>
        [.. Enumerable.Range(0, data.Count).Select(record => Gradient(definition, parameters, data, record, loss))];

    public static double Norm(double[] gradient) => Math.Sqrt(gradient.Sum(g => g * g));

    /// <summary>The sum of the gradients, each scaled down to a norm of at most <paramref name="bound"/>.</summary>
    public static double[] ClippedSum(double[][] gradients, double bound)
    {
        var sum = new double[gradients[0].Length];

        foreach (var gradient in gradients)
        {
            var factor = Math.Min(1, bound / Norm(gradient));
            for (var i = 0; i < sum.Length; i++) sum[i] += factor * gradient[i];
        }

        return sum;
    }

    private static double[] Gradient(ModelDefinition definition, float[] parameters, TrainingData data, int record, string loss)
    {
        using var scope = NewDisposeScope();
        var objective = Objective.For(loss);
        var model = new DeclaredModel(definition, CPU);
        model.Load(parameters);
        var gradients = model.CollectGradients();
        var (features, labels) = new RecordTensors(data, objective, CPU).Select([record]);

        objective.Loss(model.Forward(features), labels).backward();

        return [.. gradients.data<float>().ToArray().Select(g => (double)g)];
    }
}
