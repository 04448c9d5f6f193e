using System.Buffers;

using FedGrains.Core.Rounds;
using FedGrains.Gateway.Refusals;
using FedGrains.Storage.Artifacts;

using Grpc.Core;

namespace FedGrains.Gateway.Updates;

/// <summary>Checks of an update that was not seen whole as it came in.</summary>
internal static class StoredUpdates
{
    private const int ChunkBytes = 1 << 18;

    /// <summary>Reads a resumed upload once more: the part before the resumption passed another connection, perhaps another process.</summary>
    public static async Task RequireNumbers(IArtifactStore artifacts, RoundPlan plan, SubmittedUpdate update, CancellationToken cancellation)
    {
        using var buffer = MemoryPool<byte>.Shared.Rent(ChunkBytes);
        var scan = new ReservedValueScan();

        for (var offset = 0L; offset < update.Length; offset += ChunkBytes)
        {
            var chunk = buffer.Memory[..(int)Math.Min(ChunkBytes, update.Length - offset)];
            await artifacts.Read(update.Digest, offset, chunk, cancellation);
            scan.Next(chunk.Span);
        }

        if (scan.Found is not { } index) return;

        await artifacts.Delete(update.Digest, cancellation);
        throw NotANumber(plan, index);
    }

    public static RpcException NotANumber(RoundPlan plan, long index)
    {
        var (tensor, position) = plan.Site.Model.Layout().Locate(index);

        return Refusal.Invalid("not-a-number", $"update: tensor '{tensor}' holds no number at {position} (NaN, infinity or out of range). The training diverged; lower the learning rate.");
    }
}
