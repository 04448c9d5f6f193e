using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FedGrains.Azure.Tests.Vault;

/// <summary>
/// Key Vault as its REST reference describes it, over TLS on loopback: the challenge, versions in pages, soft-deleted and disabled keys,
/// throttling, error bodies. What a test sets up beforehand happens to the next requests.
/// </summary>
internal sealed class KeyVaultServer : IAsyncDisposable
{
    public const string Host = "fedgrains-test.vault.azure.net";
    public const string Tenant = "6d1fd6b2-2a06-4a0f-8c0e-7b2f6f3c1c11";

    private const string IdentityPath = "/identity";
    private const string IdentityHeader = "X-IDENTITY-HEADER";
    private const int PageSize = 2;

    private readonly ConcurrentDictionary<string, List<StoredKey>> _keys = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task>> _next = new();
    private readonly ConcurrentQueue<string> _requests = new();
    private readonly WebApplication _app;
    private int _versions;
    private int _cut;

    private KeyVaultServer()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest($"CN={Host}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Host);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        Certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));

        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k =>
        {
            k.Listen(IPAddress.Loopback, 0, l => l.UseHttps(Certificate));
            k.Listen(IPAddress.Loopback, 0);
        });
        _app = builder.Build();
        _app.MapGet(IdentityPath, Token);
        _app.MapFallback(Answer);
    }

    /// <summary>What a client must trust.</summary>
    public X509Certificate2 Certificate { get; }

    public int Port => AddressOf(Uri.UriSchemeHttps).Port;

    /// <summary>The environment in which a process has a managed identity, as Azure's hosts give it: an endpoint on the machine, and what it must be shown.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["IDENTITY_ENDPOINT"] = new Uri(AddressOf(Uri.UriSchemeHttp), IdentityPath).AbsoluteUri,
        ["IDENTITY_HEADER"] = Tenant,
    };

    /// <summary>How often a request was cut.</summary>
    public int Cut => _cut;

    /// <summary>Every request that came, as method and path with query, and whether it brought a token and a body.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Whether connections are cut.</summary>
    public bool IsOut { get; set; }

    /// <summary>The resource that the challenge names.</summary>
    public string Resource { get; set; } = "https://vault.azure.net";

    /// <summary>The tokens that are no longer taken until more claims come with them.</summary>
    public HashSet<string> RevokedTokens { get; } = [];

    public static async Task<KeyVaultServer> Start()
    {
        var server = new KeyVaultServer();
        await server._app.StartAsync();

        return server;
    }

    /// <summary>Answers the next request that brings a token with this.</summary>
    public void AnswerNext(int status, string code, string? innerCode = null, string? retryAfter = null) => _next.Enqueue(context =>
    {
        if (retryAfter is not null) context.Response.Headers.RetryAfter = retryAfter;
        return Fault(context, status, code, innerCode);
    });

    /// <summary>Does the next request that brings a token, so that what is planned happens to a later one.</summary>
    public void ServeNext() => _next.Enqueue(Serve);

    /// <summary>Does the next request that brings a token, and cuts the connection instead of answering.</summary>
    public void LoseNextAnswer() => _next.Enqueue(async context =>
    {
        var (body, sink) = (context.Response.Body, new MemoryStream());
        context.Response.Body = sink;
        await Serve(context);
        context.Response.Body = body;
        context.Abort();
    });

    /// <summary>Answers the next request that brings a token with these bytes.</summary>
    public void AnswerNextWith(string json) => _next.Enqueue(context => context.Response.WriteAsync(json));

    public void Enable(string name, bool enabled = true) => _keys[name].ForEach(k => k.Enabled = enabled);

    public void Expire(string name) => _keys[name].ForEach(k => k.Expires = 1);

    public void Delete(string name) => _keys[name].ForEach(k => k.Deleted = true);

    public void Recover(string name) => _keys[name].ForEach(k => k.Deleted = false);

    public int Count(string name) => _keys.TryGetValue(name, out var versions) ? versions.Count : 0;

    /// <summary>Puts a P-256 key there, in FedGrains' version 1.</summary>
    public void Import(string name, ECParameters key) => _keys[name] = [new(name, NextVersion(), ECDsa.Create(key), 1, new() { ["fedgrains-version"] = "1" })];

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Certificate.Dispose();
    }

    private Uri AddressOf(string scheme) => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a)).Single(a => a.Scheme == scheme);

    private static Task Token(HttpContext context) => context.Request.Headers[IdentityHeader] == Tenant
        ? Reply(context, new() { ["access_token"] = "managed", ["expires_on"] = "4102444800", ["resource"] = (string?)context.Request.Query["resource"], ["token_type"] = "Bearer" })
        : Fault(context, StatusCodes.Status401Unauthorized, "Unauthorized");

    private async Task Answer(HttpContext context)
    {
        if (IsOut)
        {
            Interlocked.Increment(ref _cut);
            context.Abort();
            return;
        }

        var token = context.Request.Headers.Authorization.ToString();
        _requests.Enqueue($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}{(token.Length > 0 ? " token" : "")}{(context.Request.ContentLength > 0 ? " body" : "")}");

        if (token.Length == 0)
        {
            await Challenge(context, $"""Bearer authorization="https://login.microsoftonline.com/{Tenant}", resource="{Resource}" """.Trim());
        }
        else if (RevokedTokens.Contains(token))
        {
            await Challenge(context, $"""Bearer authorization="https://login.microsoftonline.com/{Tenant}", resource="{Resource}", error="insufficient_claims", claims="{Convert.ToBase64String("""{"access_token":{"nbf":{"essential":true}}}"""u8)}" """.Trim());
        }
        else if (_next.TryDequeue(out var planned))
        {
            await planned(context);
        }
        else
        {
            await Serve(context);
        }
    }

    private static Task Challenge(HttpContext context, string challenge)
    {
        context.Response.Headers.WWWAuthenticate = challenge;
        return Fault(context, StatusCodes.Status401Unauthorized, "Unauthorized");
    }

    private async Task Serve(HttpContext context)
    {
        if (context.Request.Query["api-version"] != "7.4" || context.Request.Path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries) is not ["keys", var name, .. var rest])
        {
            await Fault(context, StatusCodes.Status400BadRequest, "BadParameter");
            return;
        }

        var body = context.Request.ContentLength > 0 ? await JsonNode.ParseAsync(context.Request.Body) : null;

        await ((context.Request.Method, rest) switch
        {
            ("POST", ["create"]) => Create(context, name, body!),
            ("GET", ["versions"]) => List(context, name),
            ("GET", [var version]) => With(context, name, version, key => Reply(context, key.ToBundle(context.Request.Host))),
            ("POST", [var version, "sign"]) => With(context, name, version, key => Operate(context, key, body!, "sign")),
            ("POST", [var version, "unwrapkey"]) => With(context, name, version, key => Operate(context, key, body!, "unwrapKey")),
            _ => Fault(context, StatusCodes.Status404NotFound, "NotFound"),
        });
    }

    private Task Create(HttpContext context, string name, JsonNode body)
    {
        var versions = _keys.GetOrAdd(name, _ => []);

        lock (versions)
        {
            if (versions.Any(v => v.Deleted)) return Fault(context, StatusCodes.Status409Conflict, "Conflict", "ObjectIsDeletedButRecoverable");

            AsymmetricAlgorithm? key = ((string?)body["kty"], (int?)body["key_size"], (string?)body["crv"]) switch
            {
                ("RSA" or "RSA-HSM", 3072, null) => RSA.Create(2048), // Quicker to make; the protocol is the same.
                ("EC" or "EC-HSM", null, "P-256") => ECDsa.Create(ECCurve.NamedCurves.nistP256),
                _ => null,
            };
            if (key is null) return Fault(context, StatusCodes.Status400BadRequest, "BadParameter");

            var tags = body["tags"]!.AsObject().ToDictionary(t => t.Key, t => (string)t.Value!);
            versions.Add(new(name, NextVersion(), key, 1000 + versions.Count, tags) { Type = (string)body["kty"]! });
            return Reply(context, versions[^1].ToBundle(context.Request.Host));
        }
    }

    private Task List(HttpContext context, string name)
    {
        var skip = int.Parse(context.Request.Query["$skiptoken"].FirstOrDefault() ?? "0", CultureInfo.InvariantCulture);
        var versions = _keys.TryGetValue(name, out var found) ? found : [];

        lock (versions)
        {
            // The newest first, as no order is promised.
            var there = versions.Where(v => !v.Deleted).Reverse().ToArray();
            var page = new JsonObject { ["value"] = new JsonArray([.. there.Skip(skip).Take(PageSize).Select(v => v.ToItem(context.Request.Host))]) };
            page["nextLink"] = skip + PageSize < there.Length ? string.Create(CultureInfo.InvariantCulture, $"https://{context.Request.Host}/keys/{name}/versions?api-version=7.4&$skiptoken={skip + PageSize}") : null;

            return Reply(context, page);
        }
    }

    private Task With(HttpContext context, string name, string version, Func<StoredKey, Task> use)
    {
        var versions = _keys.TryGetValue(name, out var found) ? found : [];

        lock (versions)
        {
            return versions.FirstOrDefault(v => v.Version == version && !v.Deleted) is { } key ? use(key) : Fault(context, StatusCodes.Status404NotFound, "KeyNotFound");
        }
    }

    private static Task Operate(HttpContext context, StoredKey key, JsonNode body, string operation)
    {
        if (!key.Enabled) return Fault(context, StatusCodes.Status403Forbidden, "Forbidden", "KeyDisabled");

        var value = Base64Url.DecodeFromChars((string)body["value"]!);

        try
        {
            var result = (operation, (string?)body["alg"], key.Key) switch
            {
                ("sign", "ES256", ECDsa ec) when value.Length == 32 => ec.SignHash(value),
                ("unwrapKey", "RSA-OAEP-256", RSA rsa) => rsa.Decrypt(value, RSAEncryptionPadding.OaepSHA256),
                _ => null,
            };

            return result is null ? Fault(context, StatusCodes.Status400BadRequest, "BadParameter") : Reply(context, new JsonObject { ["kid"] = key.KidAt(context.Request.Host), ["value"] = Base64Url.EncodeToString(result) });
        }
        catch (CryptographicException)
        {
            return Fault(context, StatusCodes.Status400BadRequest, "BadParameter");
        }
    }

    private static Task Reply(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return context.Response.WriteAsync(body.ToJsonString());
    }

    private static Task Fault(HttpContext context, int status, string code, string? innerCode = null)
    {
        context.Response.StatusCode = status;
        var error = new JsonObject { ["code"] = code, ["message"] = "As the reference says." };
        if (innerCode is not null) error["innererror"] = new JsonObject { ["code"] = innerCode };

        return Reply(context, new() { ["error"] = error });
    }

    private string NextVersion() => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(Interlocked.Increment(ref _versions).ToString(CultureInfo.InvariantCulture))))[..32];

    private sealed class StoredKey(string name, string version, AsymmetricAlgorithm key, long created, Dictionary<string, string> tags)
    {
        public string Version => version;

        public AsymmetricAlgorithm Key => key;

        public string KidAt(HostString host) => $"https://{host}/keys/{name}/{version}";

        public string Type { get; init; } = "EC";

        public bool Enabled { get; set; } = true;

        public bool Deleted { get; set; }

        public long? Expires { get; set; }

        public JsonObject ToItem(HostString host) => new() { ["kid"] = KidAt(host), ["attributes"] = Attributes(), ["tags"] = Tags() };

        public JsonObject ToBundle(HostString host) => new() { ["key"] = Jwk(host), ["attributes"] = Attributes(), ["tags"] = Tags() };

        private JsonObject Attributes() => new() { ["enabled"] = Enabled, ["created"] = created, ["updated"] = created, ["exp"] = Expires, ["recoveryLevel"] = "Recoverable+Purgeable", ["recoverableDays"] = 90 };

        private JsonObject Tags() => new(tags.Select(t => KeyValuePair.Create(t.Key, (JsonNode?)t.Value)));

        private JsonObject Jwk(HostString host)
        {
            var jwk = new JsonObject { ["kid"] = KidAt(host), ["kty"] = Type };

            if (key is RSA rsa)
            {
                var parameters = rsa.ExportParameters(false);
                (jwk["n"], jwk["e"]) = (Base64Url.EncodeToString(parameters.Modulus), Base64Url.EncodeToString(parameters.Exponent));
            }
            else
            {
                var parameters = ((ECDsa)key).ExportParameters(false);
                (jwk["crv"], jwk["x"], jwk["y"]) = ("P-256", Base64Url.EncodeToString(parameters.Q.X), Base64Url.EncodeToString(parameters.Q.Y));
            }

            return jwk;
        }
    }
}
