using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

using FedGrains.Privacy.Masking;

namespace FedGrains.Bench.Masks;

/// <summary>Nanoseconds that one mask costs a parameter, as a site pays them: every pair's mask over one slice while it is in cache, then the next slice.</summary>
internal static class MaskSpeed
{
    private const int Slice = 64 * 1024;
    private const int Repetitions = 7;

    public static int Print(int parameters, int masks, int[] threads)
    {
        var streams = Enumerable.Range(0, masks).Select(_ => new MaskStream(RandomNumberGenerator.GetBytes(MaskStream.SeedSize))).ToArray();
        var values = new uint[parameters];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{masks} masks over {parameters} parameters; best of {Repetitions}"));
        Console.WriteLine("| threads | ns per parameter per mask | GB/s of keystream |");
        Console.WriteLine("| --- | --- | --- |");

        foreach (var count in threads)
        {
            var nanoseconds = Enumerable.Range(0, Repetitions).Min(_ => Measure(streams, values, count)) / ((double)parameters * masks);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {count} | {nanoseconds:f3} | {sizeof(uint) / nanoseconds:f2} |"));
        }

        foreach (var stream in streams) stream.Dispose();
        return 0;
    }

    private static double Measure(MaskStream[] streams, uint[] values, int threads)
    {
        var slices = (values.Length + Slice - 1) / Slice;
        var start = Stopwatch.GetTimestamp();

        Parallel.For(0, slices, new() { MaxDegreeOfParallelism = threads }, slice =>
        {
            var from = slice * Slice;
            var part = values.AsSpan(from, Math.Min(Slice, values.Length - from));
            foreach (var stream in streams) stream.AddTo(from, part);
        });

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
