using System.Globalization;

namespace FedGrains.Bench.Training;

/// <summary>Milliseconds a step of one model with one optimizer, plain and private.</summary>
internal sealed record PrivateStepFigures(string Model, long Parameters, string Optimizer, double Plain, double PlainMedian, double Private, double PrivateMedian)
{
    public double Ratio => Private / Plain;

    public string Row => string.Create(CultureInfo.InvariantCulture, $"| {Model} | {Parameters} | {Optimizer} | {Plain:f2} | {PlainMedian:f2} | {Private:f2} | {PrivateMedian:f2} | {Ratio:f2} |");
}
