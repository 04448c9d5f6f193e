using System.Net;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace FedGrains.EndToEnd.Tests.Processes;

/// <summary>Stands before a storage account and answers some requests in its place, or late.</summary>
internal sealed class TroubledStorage : IAsyncDisposable
{
    private static readonly string[] s_own = ["Host", "Connection", "Transfer-Encoding"];

    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
    private readonly WebApplication _app;
    private readonly Uri _blobs, _tables;
    private readonly int _blobPort = FreePort.Get(), _tablePort = FreePort.Get();
    private int _requests;
    private int _troubled;

    private TroubledStorage(Uri blobs, Uri tables)
    {
        (_blobs, _tables) = (blobs, tables);
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Limits.MaxRequestBodySize = null;
            k.Listen(IPAddress.Loopback, _blobPort);
            k.Listen(IPAddress.Loopback, _tablePort);
        });
        _app = builder.Build();
        _app.Run(Answer);
    }

    /// <summary>What happens to a request, by its number: a status to answer in the account's place, or null to pass it on.</summary>
    public Func<HttpRequest, int, int?> Trouble { get; set; } = (_, _) => null;

    /// <summary>How long each request takes more.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>How many requests were answered in the account's place.</summary>
    public int Troubled => _troubled;

    public static async Task<TroubledStorage> Start(Uri blobs, Uri tables)
    {
        var storage = new TroubledStorage(blobs, tables);
        await storage._app.StartAsync();

        return storage;
    }

    /// <summary>A connection string that leads through here.</summary>
    public string Through(string connection) => connection.Replace($":{_blobs.Port}/", $":{_blobPort}/", StringComparison.Ordinal).Replace($":{_tables.Port}/", $":{_tablePort}/", StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task Answer(HttpContext context)
    {
        if (Delay > TimeSpan.Zero) await Task.Delay(Delay, context.RequestAborted);

        if (Trouble(context.Request, Interlocked.Increment(ref _requests)) is { } status)
        {
            Interlocked.Increment(ref _troubled);
            context.Response.StatusCode = status;
            return;
        }

        await PassOn(context);
    }

    private async Task PassOn(HttpContext context)
    {
        var target = context.Connection.LocalPort == _blobPort ? _blobs : _tables;
        // As it came: the signature is over it.
        var raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        using var request = new HttpRequestMessage(new(context.Request.Method), new Uri(target.GetLeftPart(UriPartial.Authority) + raw, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

        if (context.Request.ContentLength is not null || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
        }

        foreach (var header in context.Request.Headers.Where(h => !s_own.Contains(h.Key, StringComparer.OrdinalIgnoreCase) && h.Key != "Content-Length"))
        {
            if (!request.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value)) request.Content?.Headers.TryAddWithoutValidation(header.Key, (IEnumerable<string?>)header.Value);
        }

        using var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var header in answer.Headers.Concat(answer.Content.Headers).Where(h => !s_own.Contains(h.Key, StringComparer.OrdinalIgnoreCase))) context.Response.Headers.Append(header.Key, header.Value.ToArray());
        if (answer.StatusCode is not (HttpStatusCode.NoContent or HttpStatusCode.NotModified) && context.Request.Method != HttpMethods.Head) await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
