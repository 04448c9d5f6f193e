using System.Globalization;

namespace FedGrains.Bench.Rounds;

/// <summary>Plain and masked rounds of one size and cohort. Seconds of rounds but the first, ascending; bytes of updates a round.</summary>
internal sealed record MaskedRoundFigures(int Parameters, int Sites, int DroppedOut, double[] Plain, double[] Masked, ProcessorCost PlainCost, ProcessorCost MaskedCost, double FirstMasked, long PlainUp, long MaskedUp)
{
    private const double Megabyte = 1e6;

    public const string Header = """
        | parameters | sites | drop out | plain s/round median | min | masked s/round median | min | ratio of medians | of minima | plain CPU s/round, coordinator | sites | masked CPU s/round, coordinator | sites | first masked round, with setup, s | plain MB up/round | masked MB up/round |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        """;

    public double Ratio => Median(Masked) / Median(Plain);

    public string Row => string.Create(CultureInfo.InvariantCulture,
        $"| {Parameters:n0} | {Sites} | {DroppedOut} | {Median(Plain):f3} | {Plain[0]:f3} | {Median(Masked):f3} | {Masked[0]:f3} | {Ratio:f2} | {Masked[0] / Plain[0]:f2} | {PlainCost} | {MaskedCost} | {FirstMasked:f2} | {PlainUp / Megabyte:f1} | {MaskedUp / Megabyte:f1} |");

    private static double Median(double[] ascending) => ascending[ascending.Length / 2];
}
