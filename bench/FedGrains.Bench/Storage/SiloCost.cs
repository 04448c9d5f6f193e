using FedGrains.Bench.Rounds;
using FedGrains.Cli.Emulators;

namespace FedGrains.Bench.Storage;

/// <summary>
/// What rounds cost silos, by their number. All processes share this machine, so seconds say little; processor time says who did what. A round's grains are one silo's, its
/// shards are spread: what the busiest silo does beyond the idlest is the part that stays with one.
/// </summary>
internal static class SiloCost
{
    private const int Sites = 4;
    private const int WarmRounds = 60;
    private const int Predicted = 16;

    public static async Task<int> Measure(int[] silos, int parameters, int rounds, CancellationToken cancellation)
    {
        Console.WriteLine("| silos | s/round, median | gateway CPU s/round | silos CPU s/round, each | together | of it with one silo alone |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");

        foreach (var count in silos) await Measure(count, parameters, rounds, cancellation);

        return 0;
    }

    private static async Task Measure(int silos, int parameters, int rounds, CancellationToken cancellation)
    {
        var folder = Directory.CreateTempSubdirectory("fedgrains-silos-");

        try
        {
            await using var azurite = await AzuriteServer.Start(folder.FullName, cancellation);
            await using var federation = await BenchFederation.Start(Sites, features: 1, silos, azurite.ConnectionString, cancellation);
            await federation.Run("warming", BenchRun.Configuration(WarmRounds, parameters: 2), cancellation);
            // What silos do when nothing is asked of them is in the next difference too, and small.
            var (gateway, before) = (federation.Coordinator.ProcessorTime, federation.Silos.Select(s => s.ProcessorTime).ToArray());
            var ended = await federation.Run("measured", BenchRun.Configuration(rounds, parameters), cancellation);
            var each = federation.Silos.Zip(before, (s, b) => (s.ProcessorTime - b).TotalSeconds / rounds).OrderDescending().ToArray();
            var seconds = BenchRun.Seconds(ended);
            var (together, alone) = (each.Sum(), each[0] - each[^1]);

            Console.WriteLine(FormattableString.Invariant(
                $"| {silos} | {seconds[seconds.Length / 2]:0.00} | {(federation.Coordinator.ProcessorTime - gateway).TotalSeconds / rounds:0.00} | {string.Join(", ", each.Select(e => e.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)))} | {together:0.00} | {Alone(silos, together, alone)} |"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Alone(int silos, double together, double alone) => silos == 1
        ? "not told apart"
        : FormattableString.Invariant($"{alone:0.00} ({alone / together:P0}): the busiest of {Predicted} would take {alone + ((together - alone) / Predicted):0.00}");
}
