using FedGrains.Health.Datasets;

namespace FedGrains.Health.Tests;

/// <summary>Logistic regression by full-batch gradient descent: enough to see that data can be learned from.</summary>
internal sealed class LogisticModel(int features)
{
    private readonly double[] _weights = new double[features + 1];

    public LogisticModel Train(IReadOnlyCollection<Fold> folds, int steps)
    {
        for (var step = 0; step < steps; step++)
        {
            var gradient = new double[features + 1];

            foreach (var fold in folds)
                for (var row = 0; row < fold.Count; row++)
                    AddGradient(fold, row, gradient);

            for (var j = 0; j <= features; j++) _weights[j] -= 0.5 * gradient[j] / folds.Sum(f => f.Count);
        }

        return this;
    }

    public double Accuracy(IReadOnlyCollection<Fold> folds) =>
        (double)folds.Sum(fold => Enumerable.Range(0, fold.Count).Count(row => (Logit(fold, row) > 0) == (fold.Labels[row] == 1))) / folds.Sum(f => f.Count);

    private void AddGradient(Fold fold, int row, double[] gradient)
    {
        var error = (1 / (1 + Math.Exp(-Logit(fold, row)))) - fold.Labels[row];

        for (var j = 0; j < features; j++) gradient[j] += error * fold.Features[(row * features) + j];
        gradient[features] += error;
    }

    private double Logit(Fold fold, int row)
    {
        var sum = _weights[features];
        for (var j = 0; j < features; j++) sum += _weights[j] * fold.Features[(row * features) + j];

        return sum;
    }
}
