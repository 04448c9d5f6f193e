using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

using FedGrains.Core.Identifiers;
using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Protocol.V1;

using Google.Protobuf;

using Grpc.Core;
using Grpc.Net.Client;

namespace FedGrains.Gateway.Tests.Sites;

/// <summary>A site that does as it is told, right or wrong. It knows the protocol only.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly List<Connection> _connections = [];
    private readonly IPAddress? _from;
    private GrpcChannel _channel;
    private HttpClient _http;

    /// <param name="coordinator">The coordinator that it dials.</param>
    /// <param name="node">What it calls itself.</param>
    /// <param name="from">The address of this machine that it dials from; any when null.</param>
    public TestSite(TestCoordinator coordinator, NodeKey node, IPAddress? from = null)
    {
        Coordinator = coordinator;
        Node = node;
        _from = from;
        _channel = Channel(coordinator.Address, coordinator.Authority, from: from);
        _http = Http();
    }

    public TestCoordinator Coordinator { get; }

    public NodeKey Node { get; }

    public ECDsa Key { get; set; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public SiteGateway.SiteGatewayClient Client => new(_channel);

    public IReadOnlyList<Connection> Connections => _connections;

    public Connection Line => _connections[^1];

    /// <summary>A way to a gateway, without a certificate from the machine's own authorities when one to pin is given.</summary>
    public static GrpcChannel Channel(Uri address, string? authority, IPAddress? dial = null, IPAddress? from = null) =>
        GrpcChannel.ForAddress(address, new() { HttpHandler = Handler(authority, dial, from), DisposeHttpClient = true });

    public static SocketsHttpHandler Handler(string? authority, IPAddress? dial = null, IPAddress? from = null)
    {
        var handler = new SocketsHttpHandler();

        if (authority is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPem(authority);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        if ((dial ?? from) is not null)
            handler.ConnectCallback = async (context, cancellation) => await Dial(new(dial ?? IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port), from, cancellation);

        return handler;
    }

    /// <summary>Dials anew, for a coordinator that came back elsewhere.</summary>
    public void Redial()
    {
        _channel.Dispose();
        _http.Dispose();
        _channel = Channel(Coordinator.Address, Coordinator.Authority, from: _from);
        _http = Http();
    }

    // Enrolment

    public EnrolRequest Enrolment(string token) => new()
    {
        Federation = Node.Federation.Value,
        Node = Node.Node.Value,
        Token = token,
        PublicKey = ByteString.CopyFrom(Key.ExportSubjectPublicKeyInfo()),
        Proof = Proof(Key, Node.ToString(), token),
    };

    public async Task<EnrolResponse> Enrol(EnrolRequest request) => await Client.EnrolAsync(request, deadline: Deadline());

    public Task<EnrolResponse> Enrol(string token) => Enrol(Enrolment(token));

    public static ByteString Proof(ECDsa key, string node, string token) => Sign(key, Encoding.UTF8.GetBytes($"fedgrains enrol\n{node}\n{token}"));

    // Assertions

    /// <summary>What an honest assertion for a method claims.</summary>
    public JsonObject Claims(string method)
    {
        var now = Coordinator.Clock.GetUtcNow();

        return new()
        {
            ["iss"] = Node.ToString(),
            ["aud"] = "fedgrains",
            ["iat"] = now.ToUnixTimeSeconds(),
            ["iat_ms"] = now.ToUnixTimeMilliseconds(),
            ["exp"] = now.ToUnixTimeSeconds() + 60,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["htm"] = $"/fedgrains.v1.SiteGateway/{method}",
        };
    }

    public string Assertion(string method, Action<JsonObject>? change = null)
    {
        var claims = Claims(method);
        change?.Invoke(claims);

        return Assertions.Signed(Assertions.Header(), claims, Key);
    }

    public CallOptions Call(string method) => With(Assertion(method));

    public static CallOptions With(string assertion) => new(new Metadata { { "authorization", $"Bearer {assertion}" } }, Deadline());

    // Calls

    public async Task<Connection> Connect(params DatasetSummary[] datasets)
    {
        var connection = Dial();
        await connection.Send(new() { Hello = new() { Software = "test site", Datasets = { datasets } } });
        await connection.Welcomed();

        return connection;
    }

    /// <summary>A connection on which nothing has been said.</summary>
    public Connection Dial()
    {
        // A standing connection outlives any single step of a test.
        var options = new CallOptions(Call("Connect").Headers);
        var connection = new Connection(Client.Connect(options));
        _connections.Add(connection);

        return connection;
    }

    public Task<byte[]> Download(Assignment assignment, long offset = 0) => Download(assignment.Run, assignment.Round, offset == 0 ? null : $"bytes={offset}-");

    public async Task<byte[]> Download(string run, int round, string? range = null)
    {
        var path = $"DownloadModel?run={Uri.EscapeDataString(run)}&round={round}";
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/fedgrains.v1.SiteGateway/{path}");
        if (range is not null) request.Headers.TryAddWithoutValidation("Range", range);
        using var answer = await Ask(request, Assertion("DownloadModel"));

        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsByteArrayAsync() : throw await Refusal(answer);
    }

    public Upload BeginUpload() => new(this);

    /// <summary>The call that brings an update.</summary>
    public async Task<HttpResponseMessage> Put(string offset, HttpContent body, string? assertion = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, "/fedgrains.v1.SiteGateway/UploadUpdate") { Content = body };
        request.Headers.TryAddWithoutValidation("Fedgrains-Offset", offset);

        return await Ask(request, assertion ?? Assertion("UploadUpdate"));
    }

    /// <summary>The same with a report and bytes as they are; a refusal is thrown.</summary>
    public Task Put(SignedReport report, string offset, byte[] wire) =>
        Put(offset, [.. BitConverter.GetBytes(report.CalculateSize()), .. report.ToByteArray(), .. wire]);

    public async Task Put(string offset, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        using var answer = await Put(offset, content);

        if (!answer.IsSuccessStatusCode) throw await Refusal(answer);
    }

    /// <summary>A refused plain call as what a refused gRPC call throws.</summary>
    public static async Task<RpcException> Refusal(HttpResponseMessage answer)
    {
        Assert.True(answer.Headers.TryGetValues("Fedgrains-Status", out var status), $"HTTP {answer.StatusCode} has no status.");
        var code = (StatusCode)int.Parse(status.Single(), System.Globalization.CultureInfo.InvariantCulture);
        var trailers = answer.Headers.TryGetValues("Fedgrains-Reason", out var reason) ? new Metadata { { RefusalAssertions.ReasonTrailer, reason.Single() } } : [];

        return new(new(code, await answer.Content.ReadAsStringAsync()), trailers);
    }

    /// <summary>Opens an upload with a report, sends what the gateway still wants of the update, and returns the receipt.</summary>
    public async Task<Receipt> Send(Work work, byte[]? update = null, int piece = 20)
    {
        using var upload = BeginUpload();
        var from = await upload.Open(work.Signed(Key));
        await upload.SendPieces(from, work.Seal(update ?? work.Bytes, from), piece);

        return await upload.Receipt();
    }

    public async Task<Receipt> SubmitEvaluation(SignedReport report) => await Client.SubmitEvaluationAsync(report, Call("SubmitEvaluation"));

    public async Task ReportFailure(string run, int round, string reason) => await Client.ReportFailureAsync(new() { Run = run, Round = round, Reason = reason }, Call("ReportFailure"));

    /// <summary>Does something that must be refused, and audited as this site's.</summary>
    public async Task<RpcException> Refused(string method, Func<Task> act, StatusCode status, string reason, params string[] says)
    {
        var refusal = (await Assert.ThrowsAsync<RpcException>(act)).Is(status, reason, says);
        refusal.IsAudited(Coordinator, Node, method);

        return refusal;
    }

    public static ByteString Sign(ECDsa key, byte[] statement) => ByteString.CopyFrom(key.SignData(statement, HashAlgorithmName.SHA256));

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections) await connection.DisposeAsync();
        _channel.Dispose();
        _http.Dispose();
        Key.Dispose();
    }

    private async Task<HttpResponseMessage> Ask(HttpRequestMessage request, string assertion)
    {
        request.Version = Coordinator.Address.Scheme == Uri.UriSchemeHttps ? HttpVersion.Version11 : HttpVersion.Version20;
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.Authorization = new("Bearer", assertion);

        return await _http.SendAsync(request);
    }

    private HttpClient Http() => new(Handler(Coordinator.Authority, from: _from)) { BaseAddress = Coordinator.Address, Timeout = Patience };

    private static async Task<Stream> Dial(IPEndPoint endpoint, IPAddress? from, CancellationToken cancellation)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (from is not null) socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(endpoint, cancellation);

        return new NetworkStream(socket, ownsSocket: true);
    }

    // gRPC's deadlines are points of the machine's own time.
    private static DateTime Deadline() => TimeProvider.System.GetUtcNow().UtcDateTime + Patience;
}
