namespace FedGrains.Core.Evaluation;

/// <summary>One metric on one node's held-out data: a mean over records and how much the records vary.</summary>
/// <param name="Metric">The metric's name.</param>
/// <param name="Value">The mean over the records.</param>
/// <param name="Examples">How many records were measured, at least 1.</param>
/// <param name="Variance">The variance over records of what is averaged; for a metric that is no mean (AUC), n times its squared standard error. At least 0.</param>
public sealed record Measurement(string Metric, double Value, long Examples, double Variance)
{
    // What nodes measured is pooled: sums of counts must not overflow whatever a site sends.
    private const long MaximumExamples = 1L << 40;

    /// <summary>The 95 % confidence interval: Wilson's (1927) for accuracy, normal otherwise, cut off at 0 and 1 for an area under the curve.</summary>
    public ConfidenceInterval Interval() => Metric switch
    {
        Training.MetricNames.Accuracy => ConfidenceInterval.Wilson(Value, Examples),
        Training.MetricNames.AreaUnderCurve => ConfidenceInterval.Normal(Value, Variance, Examples).Within(0, 1),
        _ => ConfidenceInterval.Normal(Value, Variance, Examples),
    };

    /// <summary>What is wrong with a measurement that came from outside, or null.</summary>
    public string? Fault() => this switch
    {
        { Value: var v } when !double.IsFinite(v) => $"metric '{Metric}' is {v}; send a finite number.",
        { Variance: var v } when !double.IsFinite(v) || v < 0 => $"the variance of metric '{Metric}' is {v}; send a finite number of at least 0.",
        { Metric: Training.MetricNames.Accuracy or Training.MetricNames.AreaUnderCurve, Value: < 0 or > 1 } => $"metric '{Metric}' is {Value}; it is a share and lies between 0 and 1.",
        { Examples: > MaximumExamples } => $"metric '{Metric}' has an example count of {Examples}; send at most {MaximumExamples}.",
        { Examples: < 1 } => $"metric '{Metric}' has an example count of {Examples}; send at least 1.",
        _ => null,
    };

    /// <summary>The same metric over all the nodes' records together: the mean weighted by records and the variance within and between nodes.</summary>
    public static Measurement Pool(IReadOnlyCollection<Measurement> nodes)
    {
        var examples = nodes.Sum(m => m.Examples);
        var mean = nodes.Sum(m => m.Value * m.Examples) / examples;
        var variance = nodes.Sum(m => m.Examples * (m.Variance + ((m.Value - mean) * (m.Value - mean)))) / examples;

        return new(nodes.First().Metric, mean, examples, variance);
    }
}
