using FedGrains.Core.Evaluation;
using FedGrains.Core.Training;
using FedGrains.Training.Losses;

namespace FedGrains.Training.Metrics;

/// <summary>The metrics by name.</summary>
internal static class Metric
{
    /// <summary>The metric called <paramref name="name"/>, or null where these predictions do not allow it.</summary>
    public static Measurement? Measure(string name, Predictions predictions) => name switch
    {
        MetricNames.Loss => Mean(name, [.. predictions.Losses.Select(loss => (double)loss)]),
        MetricNames.Accuracy when predictions.Meaning != OutputMeaning.Number => Accuracy(predictions),
        MetricNames.AreaUnderCurve when predictions.BinaryScores() is { } scores => AreaUnderCurve.Measure(scores, predictions.Labels),
        MetricNames.MeanAbsoluteError when predictions.Meaning == OutputMeaning.Number =>
            Mean(name, [.. predictions.Outputs.Zip(predictions.Labels, (output, label) => Math.Abs((double)output - label))]),
        _ => null,
    };

    private static Measurement Accuracy(Predictions predictions)
    {
        var right = Enumerable.Range(0, predictions.Count).Count(i => predictions.Class(i) == (int)predictions.Labels[i]);
        var share = (double)right / predictions.Count;

        return new(MetricNames.Accuracy, share, predictions.Count, share * (1 - share));
    }

    private static Measurement Mean(string name, double[] values)
    {
        var mean = values.Average();

        return new(name, mean, values.Length, values.Average(v => (v - mean) * (v - mean)));
    }
}
