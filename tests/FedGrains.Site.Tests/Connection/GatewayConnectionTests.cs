using System.Net;
using System.Threading.Channels;

using FedGrains.Site.Tests.Testing;

using Grpc.Core;

namespace FedGrains.Site.Tests.Connection;

public sealed class GatewayConnectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeCoordinator _coordinator = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task FirstStart_EnrolsOnce_AndTheNextNotAgain()
    {
        await using var gateway = await FakeGateway.Start(_coordinator);

        await using (await SiteUnderTest.Start(_folder, gateway.Address)) await _coordinator.Hellos.Next();
        await using (await SiteUnderTest.Start(_folder, gateway.Address)) await _coordinator.Hellos.Next();

        Assert.Equal(1, _coordinator.Enrolments.Count);
    }

    [Fact]
    public async Task CrashBeforeTheEnrolmentWasNoted_EnrolsTheSameKeyAgain()
    {
        await using var gateway = await FakeGateway.Start(_coordinator);

        await using (await SiteUnderTest.Start(_folder, gateway.Address)) await _coordinator.Hellos.Next();
        File.Delete(_folder.At("data/identity/enrolment.json"));
        await using (await SiteUnderTest.Start(_folder, gateway.Address)) await _coordinator.Hellos.Next();

        Assert.Equal((await _coordinator.Enrolments.Next()).PublicKey, (await _coordinator.Enrolments.Next()).PublicKey);
    }

    [Fact]
    public async Task WrongToken_IsToldAsTheGatewaySaidIt()
    {
        await using var gateway = await FakeGateway.Start(_coordinator);
        await using var site = await SiteUnderTest.Start(_folder, gateway.Address, token: "another");

        await Until.True(() => site.Connection.Refusal == "token: is not an invitation's.");
        Assert.False(site.Connection.IsConnected);
    }

    [Fact]
    public async Task GatewayRestarts_TheSiteComesBackAndItsWorkGoesOn()
    {
        var gateway = await FakeGateway.Start(_coordinator);
        var address = gateway.Address;
        await using var site = await SiteUnderTest.Start(_folder, address, new CountingTrainer());
        await _coordinator.Hellos.Next();

        await gateway.DisposeAsync();
        _coordinator.Down = Channel.CreateUnbounded<Protocol.V1.CoordinatorMessage>();
        _coordinator.Assign("run", 1);
        await using var restarted = await FakeGateway.Start(_coordinator, address.Port);

        await _coordinator.Hellos.Next();
        await _coordinator.Submissions.Next();
    }

    // A gateway that has just come up cannot tell what was used before; one that is flooded from the site's address has no time for it.
    [Theory]
    [InlineData(StatusCode.Unauthenticated, "replayed")]
    [InlineData(StatusCode.ResourceExhausted, "too-many")]
    public async Task RefusedForNow_ConnectsWithAnotherAssertion(StatusCode status, string reason)
    {
        await using var gateway = await FakeGateway.Start(_coordinator);
        for (var i = 0; i < 2; i++) _coordinator.ConnectionRefusals.Enqueue((status, reason));

        await using var site = await SiteUnderTest.Start(_folder, gateway.Address);

        await _coordinator.Hellos.Next();
        Assert.Equal(3, _coordinator.UsedAssertions.Count);
        Assert.Empty(_coordinator.ConnectionRefusals);
    }

    [Fact]
    public async Task FederationsAuthority_IsTrusted()
    {
        using var certificates = new Certificates();
        await using var gateway = await FakeGateway.Start(_coordinator, certificate: certificates.Server);
        await using var site = await SiteUnderTest.Start(_folder, gateway.Address, authority: certificates.AuthorityPem);

        await _coordinator.Hellos.Next();
    }

    // What a site is given while its coordinator changes from one authority to another.
    [Fact]
    public async Task TwoAuthorities_AreBothTrusted()
    {
        using var before = new Certificates();
        using var after = new Certificates();
        await using var gateway = await FakeGateway.Start(_coordinator, certificate: after.Server);
        await using var site = await SiteUnderTest.Start(_folder, gateway.Address, authority: before.AuthorityPem + "\n" + after.AuthorityPem);

        await _coordinator.Hellos.Next();
    }

    [Fact]
    public async Task AnotherAuthority_IsRefused()
    {
        using var certificates = new Certificates();
        using var others = new Certificates();
        await using var gateway = await FakeGateway.Start(_coordinator, certificate: others.Server);
        await using var site = await SiteUnderTest.Start(_folder, gateway.Address, authority: certificates.AuthorityPem);

        await Until.True(() => site.Connection.Refusal?.StartsWith("The gateway's certificate is not one", StringComparison.Ordinal) == true);
        Assert.Equal(0, _coordinator.Enrolments.Count);
    }

    [Fact]
    public async Task AnotherAddressInTheCertificate_IsRefused()
    {
        using var certificates = new Certificates(IPAddress.Parse("10.0.0.7"));
        await using var gateway = await FakeGateway.Start(_coordinator, certificate: certificates.Server);
        await using var site = await SiteUnderTest.Start(_folder, gateway.Address, authority: certificates.AuthorityPem);

        await Until.True(() => site.Connection.Refusal?.StartsWith("The gateway's certificate is not one", StringComparison.Ordinal) == true);
        Assert.Equal(0, _coordinator.Enrolments.Count);
    }

    [Fact]
    public async Task Health_IsReadyOnceConnected_AndSaysWhere()
    {
        await using var gateway = await FakeGateway.Start(_coordinator);
        await using var site = await SiteUnderTest.Start(_folder, gateway.Address, health: 0);
        await _coordinator.Hellos.Next();
        await Until.True(() => site.Connection.IsConnected);

        var file = SiteFile.Find(_folder.At("data"))!;
        using var http = new HttpClient();

        Assert.Equal("live", await http.GetStringAsync($"{file.Health}/health/live"));
        Assert.Equal("connected", await http.GetStringAsync($"{file.Health}/health/ready"));
        Assert.StartsWith("127.0.0.1:", file.OrleansGateway, StringComparison.Ordinal);
        Assert.Equal(Environment.ProcessId, file.Pid);
    }

    [Fact]
    public async Task Health_WithoutAGateway_SaysWhyItIsNotReady()
    {
        await using var site = await SiteUnderTest.Start(_folder, new("http://127.0.0.1:1"), health: 0);
        await Until.True(() => site.Connection.Refusal?.StartsWith("The gateway cannot be reached", StringComparison.Ordinal) == true);

        using var http = new HttpClient();
        var answer = await http.GetAsync(new Uri($"{SiteFile.Find(_folder.At("data"))!.Health}/health/ready"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.StartsWith("The gateway cannot be reached", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondSiteInTheSameFolder_IsRefused()
    {
        await using var gateway = await FakeGateway.Start(_coordinator);
        await using var site = await SiteUnderTest.Start(_folder, gateway.Address);

        await Assert.ThrowsAsync<DataFolderInUseException>(() => SiteUnderTest.Start(_folder, gateway.Address));
    }
}
