using System.Text.Json;

using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Bench.Rounds;

/// <summary>Rounds with secure aggregation beside plain ones of the same sites, the same model and the same drop-outs, one after the other.</summary>
internal static class MaskedRounds
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> Measure(int[] parameters, int[] sites, int rounds, int warm, int[] shares, string? json, CancellationToken cancellation)
    {
        var figures = new List<MaskedRoundFigures>();
        Console.WriteLine(MaskedRoundFigures.Header);

        foreach (var cohort in sites)
        {
            await using var federation = await BenchFederation.Start(cohort, features: 1, cancellation);
            await federation.AgreeOnRoster(cancellation);
            await Warm(federation, warm, cancellation);

            foreach (var (count, share) in parameters.SelectMany(p => shares.Where(s => s == 0 || cohort * s / 100 > 0), (p, s) => (p, s)))
            {
                figures.Add(await Compare(federation, count, cohort, share, rounds, cancellation));
                Console.WriteLine(figures[^1].Row);
            }
        }

        if (json is not null) await File.WriteAllTextAsync(json, JsonSerializer.Serialize(figures, Json), cancellation);

        return 0;
    }

    private static async Task Warm(BenchFederation federation, int rounds, CancellationToken cancellation)
    {
        var run = BenchRun.Configuration(rounds, parameters: 2);
        await federation.Run("warming", run, cancellation);
        await federation.Run("warming-masked", run with { SecureAggregation = new() }, cancellation);
    }

    private static async Task<MaskedRoundFigures> Compare(BenchFederation federation, int parameters, int sites, int share, int rounds, CancellationToken cancellation)
    {
        var dropped = sites * share / 100;
        var run = BenchRun.Configuration(rounds, parameters) with { Dataset = NoData.Name(share), MinimumNodes = sites - dropped };

        var (plain, plainCost) = await Cost(federation, $"plain-{parameters}-{share}", run, cancellation);
        var (masked, maskedCost) = await Cost(federation, $"masked-{parameters}-{share}", run with { SecureAggregation = new() }, cancellation);
        if (masked.Any(r => r is { Task: RoundTask.Train } and not { Secure.Survivors.Length: > 0 })) throw new InvalidOperationException("A round was not masked.");

        return new(parameters, sites, dropped, BenchRun.Seconds(plain), BenchRun.Seconds(masked), plainCost, maskedCost, First(masked), Up(plain), Up(masked));
    }

    private static async Task<(IReadOnlyList<RoundSummary> Rounds, ProcessorCost Cost)> Cost(BenchFederation federation, string name, RunConfiguration run, CancellationToken cancellation)
    {
        var before = ProcessorCost.SoFar(federation);
        var rounds = await federation.Run(name, run, cancellation);

        return (rounds, ProcessorCost.SoFar(federation).Since(before, run.Rounds));
    }

    // With the setup of a batch of rounds in it.
    private static double First(IReadOnlyList<RoundSummary> rounds) => (rounds[0].EndedAt - rounds[0].OpenedAt).TotalSeconds;

    private static long Up(IReadOnlyList<RoundSummary> rounds) => rounds.Sum(r => r.Traffic.Up) / rounds.Count(r => r.Task is RoundTask.Train);
}
