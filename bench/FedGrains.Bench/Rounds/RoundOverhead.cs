using System.Diagnostics;
using System.Text.Json;

using FedGrains.Core.Rounds;

namespace FedGrains.Bench.Rounds;

/// <summary>What a round costs when training costs nothing.</summary>
internal static class RoundOverhead
{
    private const int WarmRounds = 150;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<int> Measure(int[] parameters, int sites, int rounds, string? json, CancellationToken cancellation)
    {
        var figures = new List<RoundFigures>();
        Console.WriteLine("| parameters | sites | s/round median | min | max | coordinator idle MB | empty rounds MB | peak MB | models above empty | coordinator CPU s/round | sites CPU s/round | MB up/round | MB down/round | cold start to end of round 1, s |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");

        var empty = await EmptyMemory(sites, cancellation);

        foreach (var count in parameters)
        {
            figures.Add(await Measure(count, sites, rounds, empty, cancellation));
            Console.WriteLine(figures[^1].Row);
        }

        if (json is not null) await File.WriteAllTextAsync(json, JsonSerializer.Serialize(figures, Json), cancellation);

        return 0;
    }

    // What rounds take that carry next to nothing: the code that runs in them, and its buffers. The rest is the model's.
    private static async Task<long> EmptyMemory(int sites, CancellationToken cancellation)
    {
        await using var federation = await BenchFederation.Start(sites, features: 1, cancellation);
        await federation.Run("empty", BenchRun.Configuration(WarmRounds, parameters: 2), cancellation);

        return federation.Coordinator.PeakMemory;
    }

    private static async Task<RoundFigures> Measure(int parameters, int sites, int rounds, long empty, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        await using var federation = await BenchFederation.Start(sites, features: 1, cancellation);
        // The sites are connected and nothing has been asked of them: the empty coordinator.
        federation.Coordinator.ResetPeak();
        var idle = federation.Coordinator.PeakMemory;
        await federation.Run("cold", BenchRun.Configuration(1, parameters), cancellation);
        var cold = clock.Elapsed;

        // Until the compiler has seen what is hot. A coordinator runs for months.
        await federation.Run("warming", BenchRun.Configuration(WarmRounds, parameters: 2), cancellation);

        var (coordinatorBefore, sitesBefore) = (federation.Coordinator.ProcessorTime, SitesTime(federation));
        var ended = await federation.Run("warm", BenchRun.Configuration(rounds, parameters), cancellation);

        var trained = ended.Where(r => r.Task is RoundTask.Train).ToArray();
        var seconds = BenchRun.Seconds(ended);

        return new(
            parameters,
            sites,
            seconds[seconds.Length / 2],
            seconds[0],
            seconds[^1],
            idle,
            empty,
            federation.Coordinator.PeakMemory,
            (federation.Coordinator.ProcessorTime - coordinatorBefore).TotalSeconds / rounds,
            (SitesTime(federation) - sitesBefore).TotalSeconds / rounds,
            trained.Sum(r => r.Traffic.Up) / rounds,
            trained.Sum(r => r.Traffic.Down) / rounds,
            cold.TotalSeconds);
    }

    private static TimeSpan SitesTime(BenchFederation federation) => federation.Sites.Aggregate(TimeSpan.Zero, (sum, site) => sum + site.ProcessorTime);
}
