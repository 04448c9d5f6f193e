using System.Globalization;
using System.Net;
using System.Net.Http.Headers;

using FedGrains.Protocol.V1;
using FedGrains.Site.Identity;

namespace FedGrains.Site.Gateway;

/// <summary>The two calls that carry bytes by the megabyte: a model comes as the body of an HTTP answer, an update goes as the body of a request.</summary>
internal sealed class GatewayTransfers(HttpClient http, AssertionSigner signer, TimeProvider clock)
{
    private const string Download = "/fedgrains.v1.SiteGateway/DownloadModel";
    private const string Upload = "/fedgrains.v1.SiteGateway/UploadUpdate";
    private const string OffsetHeader = "Fedgrains-Offset";
    private const int BufferSize = 256 << 10;

    /// <summary>Receives a round's base model from a byte on, piece by piece.</summary>
    public async Task Receive(string run, int round, long offset, Action<ReadOnlySpan<byte>> piece, CancellationToken cancellation)
    {
        using var line = new Line(clock, cancellation);
        using var request = Request(HttpMethod.Get, Download, $"?run={Uri.EscapeDataString(run)}&round={round.ToString(CultureInfo.InvariantCulture)}");
        if (offset > 0) request.Headers.Range = new RangeHeaderValue(offset, null);

        await line.Watch(async token =>
        {
            using var answer = await Send(request, token);
            await using var body = await answer.Content.ReadAsStreamAsync(token);
            var buffer = new byte[BufferSize];

            for (int count; (count = await body.ReadAsync(buffer, token)) > 0; line.Moved()) piece(buffer.AsSpan(0, count));
        });
    }

    /// <summary>Sends a signed report and its update from a byte on. Returns the receipt.</summary>
    public async Task<Receipt> Send(SignedReport report, long offset, SealedUpdate update, Action<int> sent, CancellationToken cancellation)
    {
        using var line = new Line(clock, cancellation);
        using var request = Request(HttpMethod.Put, Upload, "");
        request.Headers.Add(OffsetHeader, offset.ToString(CultureInfo.InvariantCulture));
        request.Content = new UpdateContent(report, offset, update, line.Moved, sent);

        return await line.Watch(async token =>
        {
            using var answer = await Send(request, token);

            return Receipt.Parser.ParseFrom(await answer.Content.ReadAsByteArrayAsync(token));
        });
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string query)
    {
        var request = new HttpRequestMessage(method, path + query)
        {
            // HTTP/2 frames every 16 KiB once more, and takes half as much processor time again. Without TLS the two ends cannot agree on a version.
            Version = http.BaseAddress!.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version11 : HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        request.Headers.Authorization = new("Bearer", signer.Sign(path));

        return request;
    }

    private async Task<HttpResponseMessage> Send(HttpRequestMessage request, CancellationToken cancellation)
    {
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);

        if (answer.IsSuccessStatusCode) return answer;

        using (answer) throw await HttpRefusals.Read(answer, cancellation);
    }
}
