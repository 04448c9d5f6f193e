using FedGrains.Core.Training;

namespace FedGrains.Training.Tests;

/// <summary>Full-batch logistic regression in plain double arithmetic: weights, then the bias.</summary>
internal sealed class LogisticRegression(TrainingData data, double[] parameters)
{
    private readonly double[] _start = [.. parameters];
    private readonly double[] _first = new double[parameters.Length];
    private readonly double[] _second = new double[parameters.Length];

    public double[] Parameters => parameters;

    public double[] Gradient(double mu)
    {
        var gradient = new double[parameters.Length];

        for (var i = 0; i < data.Count; i++)
        {
            double[] record = [.. data.Features.Span.Slice(i * data.RecordShape[0], data.RecordShape[0]).ToArray(), 1];
            var error = (1 / (1 + Math.Exp(-record.Zip(parameters, (x, w) => x * w).Sum()))) - data.Labels.Span[i];

            for (var j = 0; j < gradient.Length; j++) gradient[j] += error * record[j] / data.Count;
        }

        return [.. gradient.Select((g, j) => g + (mu * (parameters[j] - _start[j])))];
    }

    public void Sgd(OptimizerSettings settings, double mu)
    {
        var gradient = Gradient(mu);

        for (var j = 0; j < parameters.Length; j++)
        {
            _first[j] = (settings.Momentum * _first[j]) + gradient[j] + (settings.WeightDecay * parameters[j]);
            parameters[j] -= settings.LearningRate * _first[j];
        }
    }

    public void Adam(OptimizerSettings settings, int step)
    {
        var gradient = Gradient(mu: 0);

        for (var j = 0; j < parameters.Length; j++)
        {
            _first[j] = (0.9 * _first[j]) + (0.1 * gradient[j]);
            _second[j] = (0.999 * _second[j]) + (0.001 * gradient[j] * gradient[j]);
            parameters[j] -= settings.LearningRate * (_first[j] / (1 - Math.Pow(0.9, step))) / (Math.Sqrt(_second[j] / (1 - Math.Pow(0.999, step))) + 1e-8);
        }
    }
}
