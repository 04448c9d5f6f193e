using System.Buffers;

using FedGrains.Contracts.Rounds;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Gateway.Identity;
using FedGrains.Gateway.Refusals;
using FedGrains.Storage.Artifacts;

using Microsoft.AspNetCore.Http;

namespace FedGrains.Gateway.Models;

/// <summary>Sends the base model of a round to a node of its cohort.</summary>
internal sealed class ModelDownload(IGrainFactory grains, IArtifactStore artifacts)
{
    private const int ChunkBytes = 256 * 1024;

    public async Task Send(HttpContext call)
    {
        var node = SiteCaller.Of(call).Node;
        var round = grains.GetGrain<IRoundGrain>(Rounds.Key(node, call.Request.Query["run"].ToString(), Number(call.Request.Query["round"])));
        var model = (await Rounds.Joined(round, node)).Plan.Base;
        var offset = Offset(call.Request, model.Length);

        Announce(call.Response, offset, model.Length);
        await Send(model, offset, call.Response.Body, call.RequestAborted);
        await round.Renew(node.Node, new Traffic(Up: 0, Down: model.Length - offset));
    }

    private static void Announce(HttpResponse response, long offset, long length)
    {
        response.StatusCode = offset == 0 ? StatusCodes.Status200OK : StatusCodes.Status206PartialContent;
        response.ContentType = "application/octet-stream";
        response.ContentLength = length - offset;

        if (offset > 0) response.Headers.ContentRange = $"bytes {offset}-{length - 1}/{length}";
    }

    private async Task Send(BaseModel model, long offset, Stream body, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);

        try
        {
            for (int count; offset < model.Length; offset += count)
            {
                count = (int)Math.Min(ChunkBytes, model.Length - offset);
                await artifacts.Read(model.Digest, offset, buffer.AsMemory(0, count), cancellation);
                await body.WriteAsync(buffer.AsMemory(0, count), cancellation);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static int Number(string? round) => int.TryParse(round, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : 0;

    // One range, from a byte to the end: nobody needs another.
    private static long Offset(HttpRequest request, long length)
    {
        var range = request.GetTypedHeaders().Range;

        if (range is null && request.Headers.Range.Count == 0) return 0;

        return range is { Unit.Value: "bytes", Ranges: { Count: 1 } ranges } && ranges.First() is { From: { } from, To: null } && from < length
            ? from
            : throw Refusal.Invalid("bad-offset", $"range: '{request.Headers.Range}' is not 'bytes=N-' with N from 0 to {length - 1}.");
    }
}
