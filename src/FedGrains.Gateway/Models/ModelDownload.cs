using System.Buffers;

using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Gateway.Refusals;
using FedGrains.Protocol.V1;
using FedGrains.Storage.Artifacts;

using Google.Protobuf;

using Grpc.Core;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Gateway.Models;

/// <summary>Sends the base model of a round to a node of its cohort.</summary>
internal sealed class ModelDownload(IGrainFactory grains, IArtifactStore artifacts)
{
    // Larger messages save a fifth of the processor time of a transfer, and even larger ones hardly more.
    private const int ChunkBytes = 256 * 1024;

    public async Task Send(NodeKey node, DownloadModelRequest request, IServerStreamWriter<ModelChunk> chunks, CancellationToken cancellation)
    {
        var round = grains.GetGrain<IRoundGrain>(Rounds.Key(node, request.Run, request.Round));
        var model = (await Rounds.Joined(round, node)).Plan.Base;

        if (request.Offset < 0 || request.Offset > model.Length)
            throw Refusal.Invalid("bad-offset", $"offset: {request.Offset} is not between 0 and the model's {model.Length} bytes.");

        await Send(model, request.Offset, chunks, cancellation);
        await round.Renew(node.Node, new(Up: 0, Down: model.Length - request.Offset));
    }

    private async Task Send(BaseModel model, long offset, IServerStreamWriter<ModelChunk> chunks, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);

        try
        {
            while (offset < model.Length)
            {
                var chunk = buffer.AsMemory(0, (int)Math.Min(ChunkBytes, model.Length - offset));
                await artifacts.Read(model.Digest, offset, chunk, cancellation);
                // The message is serialised before the write returns, so the buffer can be used again.
                await chunks.WriteAsync(new() { Data = UnsafeByteOperations.UnsafeWrap(chunk) }, cancellation);
                offset += chunk.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
