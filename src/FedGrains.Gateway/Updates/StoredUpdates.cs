using System.Buffers;

using FedGrains.Core.Rounds;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Gateway.Updates;

/// <summary>Checks of an update that was not seen whole as it came in.</summary>
internal static class StoredUpdates
{
    private const int ChunkBytes = 1 << 18;

    /// <summary>Reads a resumed upload of numbers once more: the part before the resumption passed another connection, perhaps another process.</summary>
    public static async Task Require(IArtifactStore artifacts, RoundPlan plan, SubmittedUpdate update, CancellationToken cancellation)
    {
        if (plan.IsMasked) return;

        var check = IUpdateCheck.Of(plan, start: 0);
        using var buffer = MemoryPool<byte>.Shared.Rent(ChunkBytes);

        for (var offset = 0L; offset < update.Length; offset += ChunkBytes)
        {
            var chunk = buffer.Memory[..(int)Math.Min(ChunkBytes, update.Length - offset)];
            await artifacts.Read(update.Digest, offset, chunk, cancellation);

            if (check.Next(chunk.Span) is not { } fault) continue;

            await artifacts.Delete(update.Digest, cancellation);
            throw fault;
        }
    }
}
