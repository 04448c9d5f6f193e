using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using FedGrains.Coordinator;
using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;
using FedGrains.Protocol.V1;

using Grpc.Core;

namespace FedGrains.Gateway.Tests;

public sealed class TlsTests(SharedCoordinator coordinator)
{
    [Fact]
    public async Task Call_PinningAnotherAuthority_FailsAtTheHandshake()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = new CertificateRequest("CN=Someone else", key, HashAlgorithmName.SHA256).CreateSelfSigned(coordinator.Clock.GetUtcNow().AddDays(-1), coordinator.Clock.GetUtcNow().AddDays(1));

        Assert.IsType<AuthenticationException>(await Broken(coordinator.Address, authority.ExportCertificatePem()));
    }

    [Fact]
    public async Task Call_ByAnotherName_FailsAtTheHandshake() =>
        Assert.IsType<AuthenticationException>(await Broken(new($"https://127.0.0.2:{coordinator.Address.Port}"), coordinator.Authority, IPAddress.Loopback));

    [Fact]
    public async Task Call_WithTheMachinesAuthoritiesOnly_FailsAtTheHandshake() => Assert.IsType<AuthenticationException>(await Broken(coordinator.Address, null));

    [Fact]
    public async Task Call_Plaintext_IsNotServed() => await Broken(Plain(coordinator.Address), null);

    [Theory]
    [InlineData("/health/live", 1)]
    [InlineData("/health/ready", 1)]
    [InlineData("/health/live", 2)]
    [InlineData("/health/ready", 2)]
    public async Task Health_Asked_Answers(string path, int version)
    {
        using var client = new HttpClient(TestSite.Handler(coordinator.Authority));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(coordinator.Address, path)) { Version = new(version, version == 1 ? 1 : 0), VersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var answer = await client.SendAsync(request);

        Assert.Equal((HttpStatusCode.OK, "Healthy"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public async Task Plaintext_AskedForByName_ServesHttp2WithoutTlsAndNothingElse()
    {
        await using var bench = new TestCoordinator();
        var options = bench.Options();
        options.Plaintext = true;
        await bench.Start(options);
        await using var federation = await TestFederation.Create(bench, "amber");

        Assert.Equal("http", bench.Address.Scheme);
        Assert.Null(CoordinatorEndpoints.Read(bench.Data)!.CertificateAuthority);
        Assert.False(Directory.Exists(Path.Combine(bench.Data, "tls")));
        await Broken(new UriBuilder(bench.Address) { Scheme = "https" }.Uri, coordinator.Authority);

        using var client = new HttpClient { DefaultRequestVersion = new(2, 0), DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        Assert.Equal("Healthy", await client.GetStringAsync(new Uri(bench.Address, "/health/ready")));
    }

    // What a call that gets no answer comes to.
    private static async Task<Exception?> Broken(Uri address, string? authority, IPAddress? dial = null)
    {
        using var channel = TestSite.Channel(address, authority, dial);
        var fault = await Assert.ThrowsAsync<RpcException>(async () => await new SiteGateway.SiteGatewayClient(channel).EnrolAsync(new()));

        Assert.Contains(fault.StatusCode, (StatusCode[])[StatusCode.Unavailable, StatusCode.Internal]);
        Assert.Null(fault.Trailers.GetValue(RefusalAssertions.ReasonTrailer));

        return fault.Status.DebugException is HttpRequestException http ? http.InnerException : fault.Status.DebugException;
    }

    private static Uri Plain(Uri address) => new UriBuilder(address) { Scheme = "http" }.Uri;
}
