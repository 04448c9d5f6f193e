using System.Runtime.InteropServices;
using System.Security.Cryptography;

using FedGrains.Contracts.Rounds;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Rounds;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Privacy.Masking;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;

namespace FedGrains.Grains.Tests.Rounds;

/// <summary>A slice of a masked sum is the same however the vector is cut into shards.</summary>
[Collection(SharedGrid.Name)]
public sealed class MaskedShardSumTests(Grid grid)
{
    private const int Parameters = (1 << 16) + 777;
    private const long Total = 60;

    [Theory]
    [InlineData(32)]
    [InlineData(64)]
    public async Task Means_OfAnySlicing_AreThePlainMeans(int ringBits)
    {
        var masking = new MaskingTask(Clip: 2, LargestCohort: 3, WeightCap: 32, ringBits);
        var ring = ringBits == 32 ? UpdateRing.Bits32 : UpdateRing.Bits64;
        var lanes = Enumerable.Range(0, 3).Select(i => Lanes(i)).ToArray();
        var seeds = Enumerable.Range(0, 2).Select(_ => RandomNumberGenerator.GetBytes(MaskStream.SeedSize)).ToArray();
        var updates = await Task.WhenAll(lanes.Select((l, i) => Store(Masked(ring, l, i, seeds), i)));
        var plan = new UnmaskPlan(ring, Parameters + 1, [.. seeds.Select((s, i) => new UnmaskTerm(s, WasAdded: i == 0))]);

        var quantiser = new UpdateQuantiser(new(2), 3, 32, ring);
        var scale = quantiser.Step(2) * (32.0 / Total);
        var expected = Enumerable.Range(1, Parameters).Select(lane => lanes.Sum(l => l[lane]) * scale).ToArray();

        foreach (var width in new[] { Parameters, SumPieces.Parameters }) Assert.Equal(expected, await Means(masking, updates, plan, width));
    }

    private async Task<double[]> Means(MaskingTask masking, WeightedUpdate[] updates, UnmaskPlan plan, int width)
    {
        var means = new double[Parameters];

        for (var start = 0; start < Parameters; start += width)
        {
            var slice = new ShardSlice(start, Math.Min(width, Parameters - start));
            using var sum = new MaskedShardSum(grid.Artifacts, slice, masking);
            foreach (var update in updates) await sum.Add(update);

            var close = sum.Close(Completion(slice, masking, plan));

            for (var done = 0; done < slice.Length; done += SumPieces.Parameters) close(done, means.AsSpan(start + done, Math.Min(SumPieces.Parameters, slice.Length - done)));
        }

        return means;
    }

    // What no other update cancels: a mask that the first added, and one that the second subtracted.
    private static uint[] Masked(UpdateRing ring, long[] lanes, int site, byte[][] seeds)
    {
        uint[] words = ring is UpdateRing.Bits32 ? [.. lanes.Select(l => (uint)l)] : [.. lanes.SelectMany(l => new[] { (uint)l, (uint)(l >> 32) })];

        if (site < seeds.Length)
        {
            using var stream = new MaskStream(seeds[site]);
            new SignedMask(stream, IsAdded: site == 0).ApplyTo(ring, 0, words);
        }

        return words;
    }

    private static long[] Lanes(int site)
    {
        var random = SeededRandom.For(5, $"lanes/{site}");

        return [10 * (site + 1), .. Enumerable.Range(0, Parameters).Select(_ => (long)(random.Next() % 2_000_001) - 1_000_000)];
    }

    private async Task<WeightedUpdate> Store(uint[] words, int site)
    {
        var digest = await grid.Artifacts.Area("masked-sums").Put(MemoryMarshal.AsBytes(words.AsSpan()).ToArray());

        return new(new($"site-{site}"), "masked-sums", digest, 1);
    }

    private static ShardCompletion Completion(ShardSlice slice, MaskingTask masking, UnmaskPlan plan) => new(
        slice, [], new(0, default, 0, 0, null), 24, StrategySettings.Default(StrategyNames.FedAvg), Parameters, "", 0, "", "", "", 0, new(masking, WireMessage.Encode(plan), Total));
}
