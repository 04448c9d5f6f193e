using FedGrains.Protocol.V1;

using Google.Protobuf;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Sites;

/// <summary>An upload, one step at a time.</summary>
internal sealed class Upload(AsyncDuplexStreamingCall<UploadUpdateRequest, UploadUpdateResponse> call) : IDisposable
{
    /// <summary>Sends the report and returns the byte that the gateway wants next.</summary>
    public async Task<long> Open(SignedReport report)
    {
        await Send(new UploadUpdateRequest { Open = report });

        return (await Next()).Resume?.Offset ?? throw new InvalidOperationException("The first answer was no offset.");
    }

    public Task Send(long offset, byte[] data) => Send(new UploadUpdateRequest { Chunk = new() { Offset = offset, Data = ByteString.CopyFrom(data) } });

    public async Task Send(UploadUpdateRequest message)
    {
        try
        {
            await call.RequestStream.WriteAsync(message);
        }
        catch (Exception exception) when (exception is RpcException or InvalidOperationException)
        {
            // The gateway has ended the call; its answer says why.
            await call.ResponseStream.MoveNext(CancellationToken.None);
            throw;
        }
    }

    public async Task SendRest(long offset, byte[] update, int chunk)
    {
        foreach (var part in update.Skip((int)offset).Chunk(chunk))
        {
            await Send(offset, part);
            offset += part.Length;
        }
    }

    public Task Complete() => call.RequestStream.CompleteAsync();

    /// <summary>Says that nothing follows, and returns the receipt.</summary>
    public async Task<Receipt> Receipt()
    {
        await Complete();

        return (await Next()).Receipt ?? throw new InvalidOperationException("The last answer was no receipt.");
    }

    public void Dispose() => call.Dispose();

    private async Task<UploadUpdateResponse> Next() =>
        await call.ResponseStream.MoveNext(CancellationToken.None) ? call.ResponseStream.Current : throw new InvalidOperationException("The upload has ended.");
}
