using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Threading.Channels;

using FedGrains.Protocol.V1;

using Google.Protobuf;


namespace FedGrains.Gateway.Tests.Sites;

/// <summary>An upload, one step at a time.</summary>
internal sealed class Upload(TestSite site) : IDisposable
{
    private readonly Channel<byte[]> _pieces = Channel.CreateUnbounded<byte[]>();
    private SignedReport? _report;
    private long _offset;
    private Task<HttpResponseMessage>? _answer;

    /// <summary>Asks with the report and returns the byte that the gateway wants next.</summary>
    public async Task<long> Open(SignedReport report)
    {
        _offset = (await site.Client.OpenUpdateAsync(report, site.Call("OpenUpdate"))).Offset;
        _report = report;

        return _offset;
    }

    /// <summary>Sends without having asked.</summary>
    public Upload Unasked(SignedReport report)
    {
        _report = report;

        return this;
    }

    /// <summary>Sends bytes of what follows the report; the first ones say which byte of the update they are from.</summary>
    public async Task Send(long offset, byte[] data)
    {
        Begin(offset);
        await _pieces.Writer.WriteAsync(data);
    }

    /// <summary>Sends all that follows the report in small pieces.</summary>
    public async Task SendPieces(long offset, byte[] wire, int piece)
    {
        Begin(offset);
        foreach (var part in wire.Chunk(piece)) await _pieces.Writer.WriteAsync(part);
    }

    /// <summary>Says that nothing follows, and returns the receipt.</summary>
    public async Task<Receipt> Receipt()
    {
        Begin(_offset);
        _pieces.Writer.TryComplete();
        using var answer = await _answer!;

        return answer.IsSuccessStatusCode ? Protocol.V1.Receipt.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync()) : throw await TestSite.Refusal(answer);
    }

    public void Dispose() => _pieces.Writer.TryComplete(new IOException("The line is cut."));

    private void Begin(long offset) => _answer ??= site.Put(
        offset.ToString(CultureInfo.InvariantCulture), new Body(_report is null ? [] : Prefix(_report), _pieces.Reader));

    private static byte[] Prefix(SignedReport report)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, report.CalculateSize());

        return [.. length, .. report.ToByteArray()];
    }

    private sealed class Body(byte[] prefix, ChannelReader<byte[]> pieces) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(prefix);
            await stream.FlushAsync();

            await foreach (var piece in pieces.ReadAllAsync())
            {
                await stream.WriteAsync(piece);
                await stream.FlushAsync();
            }
        }

        // In chunks, so that a test may stop anywhere.
        protected override bool TryComputeLength(out long length)
        {
            length = 0;

            return false;
        }
    }
}
