using System.Buffers;
using System.Runtime.InteropServices;

using FedGrains.Contracts.Rounds;
using FedGrains.Privacy.Updates;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Rounds;

internal static class UpdateSlices
{
    private const int ChunkValues = 1 << 17;

    /// <summary>Reads a slice of a durable update chunk by chunk and adds it to the sum.</summary>
    public static async Task Add(IArtifactStore artifacts, ShardSlice slice, WeightedUpdate update, ExactSum sum)
    {
        using var buffer = MemoryPool<byte>.Shared.Rent(Math.Min(slice.Length, ChunkValues) * sizeof(int));
        var area = artifacts.Area(update.Area);
        sum.Begin(update.Weight);

        for (var done = 0; done < slice.Length; done += ChunkValues)
        {
            var chunk = buffer.Memory[..(Math.Min(slice.Length - done, ChunkValues) * sizeof(int))];
            await area.Read(update.Update, (slice.Start + done) * sizeof(int), chunk);
            sum.Append(MemoryMarshal.Cast<byte, int>(chunk.Span));
        }
    }
}
