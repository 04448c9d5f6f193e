using System.Globalization;
using System.Net;

using Grpc.Core;

namespace FedGrains.Site.Gateway;

/// <summary>A refused plain HTTP call, as the same exception that a refused gRPC call throws: whoever decides what to do next need not know which it was.</summary>
internal static class HttpRefusals
{
    private const string StatusHeader = "Fedgrains-Status";
    private const string ReasonHeader = "Fedgrains-Reason";
    private const int LongestSentence = 4096;

    public static async Task<RpcException> Read(HttpResponseMessage answer, CancellationToken cancellation)
    {
        // An answer without the header is not the gateway's: a proxy on the way has something to say, and may have done with it next time.
        if (Header(answer, StatusHeader) is not { } text || !int.TryParse(text, CultureInfo.InvariantCulture, out var status) || !Enum.IsDefined((StatusCode)status))
            return new(new Status(answer.StatusCode is HttpStatusCode.NotFound ? StatusCode.Unimplemented : StatusCode.Unavailable, $"The way to the gateway answered with HTTP {(int)answer.StatusCode}."));

        var sentence = await Sentence(answer, cancellation);
        var trailers = new Metadata();
        if (Header(answer, ReasonHeader) is { } reason) trailers.Add(Refusals.ReasonTrailer, reason);

        return new(new Status((StatusCode)status, sentence), trailers);
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static async Task<string> Sentence(HttpResponseMessage answer, CancellationToken cancellation)
    {
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellation));
        var buffer = new char[LongestSentence];

        return new(buffer, 0, await reader.ReadBlockAsync(buffer, cancellation));
    }
}
