using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace FedGrains.Coordinator.Tests;

public sealed class CoordinatorEndpointsTests : TestData
{
    [Fact]
    public void Read_NeverStarted_IsNothing() => Assert.Null(CoordinatorEndpoints.Read(Data));

    [Fact]
    public async Task Start_WritesWhereItIsReached()
    {
        await using var app = await Start(Options);
        var written = CoordinatorEndpoints.Read(Data)!;

        Assert.Equal(("fedgrains", "fedgrains", Data, Environment.ProcessId), (written.ClusterId, written.ServiceId, written.Data, written.Pid));
        Assert.Equal(Path.Combine(Data, "tls", "ca.pem"), written.CertificateAuthority);
        Assert.Equal("https", new Uri(written.Gateway).Scheme);
        await Answers(new(IPAddress.Loopback, new Uri(written.Gateway).Port));
        await Answers(IPEndPoint.Parse(written.OrleansGateway!));
    }

    [Fact]
    public async Task Start_WritesNamesThatOtherProgramsRead()
    {
        await using var app = await Start(Options);
        using var file = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Data, "coordinator.json")));

        Assert.Equal(["gateway", "orleansGateway", "clusterId", "serviceId", "certificateAuthority", "data", "pid", "credentials"], file.RootElement.EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public async Task Start_PublicHost_IsWhatSitesDial()
    {
        var options = Options;
        options.PublicHost = "fl.example.org";
        await using var app = await Start(options);

        Assert.Equal("fl.example.org", new Uri(CoordinatorEndpoints.Read(Data)!.Gateway).Host);
    }

    [Fact]
    public async Task Start_OnEveryAddress_NamesTheMachine()
    {
        var options = Options;
        options.Listen = "0.0.0.0:0";
        await using var app = await Start(options);

        Assert.Equal(Dns.GetHostName(), new Uri(CoordinatorEndpoints.Read(Data)!.Gateway).Host, ignoreCase: true);
    }

    [Fact]
    public async Task Start_Plaintext_NamesNoAuthority()
    {
        var options = Options;
        options.Plaintext = true;
        await using var app = await Start(options);

        Assert.Equal("http", new Uri(CoordinatorEndpoints.Read(Data)!.Gateway).Scheme);
        Assert.Null(CoordinatorEndpoints.Read(Data)!.CertificateAuthority);
    }

    [Fact]
    public async Task Start_WhatIsWritten_IsTheAccountsOwn()
    {
        await using var app = await Start(Options);

        Assert.Equal((OwnFolder, OwnFile, OwnFile), (Mode(Data), Mode(Path.Combine(Data, "coordinator.json")), Mode(Path.Combine(Data, "coordinator.lock"))));
    }

    private static async Task Answers(IPEndPoint endpoint)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(endpoint);
    }
}
