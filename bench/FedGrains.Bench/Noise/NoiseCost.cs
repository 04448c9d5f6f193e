using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

using FedGrains.Privacy.Noise;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.Updates;

namespace FedGrains.Bench.Noise;

/// <summary>Nanoseconds a parameter that making an update ready to be masked costs a site, without noise and with its share of it, and that reading the mean from a noised sum costs whoever sums.</summary>
internal static class NoiseCost
{
    private const int Repetitions = 5;
    private const int Cohort = 16, FewestSurvivors = 10;

    public static int Print(int[] parameters)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"ns a parameter, best of {Repetitions}, {Environment.ProcessorCount} processors"));
        Console.WriteLine("| parameters | clip and round | clip, rotate, round and noise | read the mean |");
        Console.WriteLine("| --- | --- | --- | --- |");

        foreach (var count in parameters)
        {
            var (plain, noised, mean) = Measure(count);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {count} | {plain / count:f1} | {noised / count:f1} | {mean / count:f1} |"));
        }

        return 0;
    }

    private static (double Plain, double Noised, double Mean) Measure(int count)
    {
        var trained = Enumerable.Range(0, count).Select(i => MathF.Sin(i) / MathF.Sqrt(count)).ToArray();
        var raw = new RawUpdate(trained, new float[count]);
        var plain = new UpdateQuantiser(new(8), Cohort, weightCap: 1, UpdateRing.Bits32);
        var noised = new DistributedGaussianQuantiser(NoiseSizing.For(1, 1, FewestSurvivors, Cohort, count), SHA256.HashData("rotation"u8));
        var (sum, means) = (new uint[noised.Lanes - 1], new double[count]);
        using var seed = SecretBytes.Random(32, RandomNumberGenerator.Create());

        return (
            Best(() => Clip(raw, new(8)).WithoutNoise(plain, 1, seed).Dispose()),
            Best(() => Clip(raw, ClipBounds.Norm(1)).WithNoise(noised, seed).Dispose()),
            Best(() => noised.Mean(sum, 0, Cohort, means)));
    }

    private static ClippedUpdate Clip(RawUpdate raw, ClipBounds bounds) => raw.Clip(bounds, out var clipped) is null ? clipped! : throw new InvalidOperationException("The update is no number.");

    private static double Best(Action work)
    {
        work();

        return Enumerable.Range(0, Repetitions).Min(_ =>
        {
            var start = Stopwatch.GetTimestamp();
            work();

            return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
        });
    }
}
