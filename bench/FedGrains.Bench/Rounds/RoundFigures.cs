using System.Globalization;

namespace FedGrains.Bench.Rounds;

/// <summary>The figures of one model size. Memory and traffic in bytes; memory is the resident set's peak.</summary>
internal sealed record RoundFigures(
    int Parameters,
    int Sites,
    double SecondsMedian,
    double SecondsMinimum,
    double SecondsMaximum,
    long IdleMemory,
    long EmptyMemory,
    long PeakMemory,
    double CoordinatorSeconds,
    double SitesSeconds,
    long BytesUp,
    long BytesDown,
    double ColdStartSeconds)
{
    private const double Megabyte = 1e6;

    public double ModelsAboveEmpty => (PeakMemory - EmptyMemory) / (Parameters * (double)sizeof(float));

    public string Row => string.Create(CultureInfo.InvariantCulture,
        $"| {Parameters:n0} | {Sites} | {SecondsMedian:f3} | {SecondsMinimum:f3} | {SecondsMaximum:f3} | {IdleMemory / Megabyte:f0} | {EmptyMemory / Megabyte:f0} | {PeakMemory / Megabyte:f0} | {ModelsAboveEmpty:f1} | {CoordinatorSeconds:f3} | {SitesSeconds:f3} | {BytesUp / Megabyte:f1} | {BytesDown / Megabyte:f1} | {ColdStartSeconds:f1} |");
}
