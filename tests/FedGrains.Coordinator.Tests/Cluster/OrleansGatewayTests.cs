using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

using FedGrains.Client;
using FedGrains.Client.Connections;
using FedGrains.Contracts;
using FedGrains.Contracts.Federations;
using FedGrains.Coordinator.Cluster;

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

using Orleans.Configuration;

namespace FedGrains.Coordinator.Tests.Cluster;

/// <summary>What an Orleans client gets at the silo's port, with and without credentials.</summary>
public sealed class OrleansGatewayTests : TestData, IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private WebApplication _coordinator = null!;

    public async ValueTask InitializeAsync() => _coordinator = await Start(Options);

    public async ValueTask DisposeAsync()
    {
        await _coordinator.DisposeAsync();
        Dispose();
    }

    [Fact]
    public async Task Application_WithCredentials_CallsGrains()
    {
        var credentials = await Issue("app.json");
        using var host = Application(("FedGrains:Credentials", credentials));
        await host.StartAsync();

        var created = await host.Services.GetRequiredService<IClusterClient>().GetGrain<IFederationGrain>("cardio").Create("Cardiology");

        Assert.Equal("Cardiology", created.Title);
        Assert.Equal(OwnFile, Mode(credentials));
        await host.StopAsync();
    }

    [Fact]
    public async Task Application_CallsWhatIsNotForClients_IsRefused()
    {
        using var host = Application(("FedGrains:Credentials", await Issue("app.json")));
        await host.StartAsync();
        var grains = host.Services.GetRequiredService<IClusterClient>();

        var fault = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => grains.GetGrain<IManagementGrain>(0).GetHosts());

        Assert.Contains("is not for clients", fault.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero));
        await host.StopAsync();
    }

    [Fact]
    public async Task Client_WithoutTls_GetsNothing() => await GetsNothing(null);

    [Fact]
    public async Task Client_WithCredentialsOfAnotherCoordinator_GetsNothing()
    {
        var options = Options;
        options.Data += "-elsewhere";
        string elsewhere;
        await using (var other = await Start(options)) elsewhere = await Issue("elsewhere.json", options.Data);

        await GetsNothing(new CredentialsIdentity(elsewhere));
    }

    [Fact]
    public async Task Client_WithItsOwnKeyInTheCertificate_GetsNothing()
    {
        var (own, theirs) = (ClusterCredentials.Read(await Issue("app.json")), ClusterCredentials.Read(CoordinatorEndpoints.Read(Data)!.Credentials!));
        var path = Path.Combine(Data, "mixed.json");
        await File.WriteAllTextAsync(path, (own with { Certificate = theirs.Certificate }).ToJson());

        Assert.Throws<FormatException>(() => new CredentialsIdentity(path));
    }

    [Fact]
    public async Task Client_DoesNotBelieveASiloOfAnotherVault()
    {
        var path = await Issue("app.json");
        var credentials = ClusterCredentials.Read(path);
        await File.WriteAllTextAsync(path, (credentials with { AuthorityKeys = credentials.AuthorityKeys.SetItem("fedgrains-cluster/v1", ClusterCredentials.Read(await IssueElsewhere()).AuthorityKeys["fedgrains-cluster/v1"]) }).ToJson());

        await GetsNothing(new CredentialsIdentity(path));
    }

    [Fact]
    public void OperatorCredentials_AreTheOperatorsAlone() => Assert.Equal(OwnFile, Mode(CoordinatorEndpoints.Read(Data)!.Credentials!));

    [Theory]
    [InlineData(null, null, "FedGrains:Credentials is missing")]
    [InlineData("nowhere.json", null, "'nowhere.json' cannot be read as credentials")]
    [InlineData("app.json", "silo-1:30000", "FedGrains:Gateways: 'silo-1:30000' is not an address and a port")]
    [InlineData("app.json", "10.0.0.4", "FedGrains:Gateways: '10.0.0.4' is not an address and a port")]
    public async Task AddFedGrainsClient_WhatCannotBeUsed_IsASentence(string? credentials, string? gateway, string expected)
    {
        var path = credentials is "app.json" ? await Issue(credentials) : credentials;

        Assert.Contains(expected, Assert.Throws<FormatException>(() => Application(("FedGrains:Credentials", path), ("FedGrains:Gateways:0", gateway))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LookingWhetherItListens_IsNoWarning_AndGarbageIs()
    {
        using var warnings = new Warnings();
        _coordinator.Services.GetRequiredService<ILoggerFactory>().AddProvider(warnings);

        await Say([], hangUp: true);
        Assert.Empty(warnings.Lines);

        await Say("GET / HTTP/1.1\r\n\r\n"u8.ToArray(), hangUp: false);
        Assert.Contains("came to no TLS", Assert.Single(warnings.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AuthorityKey_RotatedBeforeAnyoneConnects_CredentialsOfBeforeGoOn()
    {
        var credentials = await Issue("app.json");
        await CoordinatorVault.Use(CoordinatorEndpoints.Read(Data)!, vault => vault.Rotate("fedgrains-cluster"));
        using var host = Application(("FedGrains:Credentials", credentials));
        using var patience = new CancellationTokenSource(s_patience);
        await host.StartAsync(patience.Token);

        Assert.Null(await host.Services.GetRequiredService<IClusterClient>().GetGrain<IFederationGrain>("cardio").Describe().WaitAsync(patience.Token));
        await host.StopAsync();
    }

    // Until the silo has hung up, so that it has said what it has to say.
    private async Task Say(byte[] bytes, bool hangUp)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPEndPoint.Parse(CoordinatorEndpoints.Read(Data)!.OrleansGateway!));
        using var patience = new CancellationTokenSource(s_patience);

        try
        {
            var stream = socket.GetStream();
            await stream.WriteAsync(bytes);
            if (hangUp) socket.Client.Shutdown(SocketShutdown.Send);
            while (await stream.ReadAsync(new byte[256], patience.Token) > 0)
            {
                // An alert of TLS.
            }
        }
        catch (IOException)
        {
            // It hung up at once.
        }
    }

    private async Task GetsNothing(IClusterIdentity? identity)
    {
        var endpoint = IPEndPoint.Parse(CoordinatorEndpoints.Read(Data)!.OrleansGateway!);
        using var patience = new CancellationTokenSource(s_patience);
        using var host = new HostBuilder().ConfigureLogging(l => l.ClearProviders()).UseOrleansClient(client =>
        {
            client.UseStaticClustering(endpoint).Configure<ClusterOptions>(o => (o.ClusterId, o.ServiceId) = ("fedgrains", "fedgrains"));
            client.Services.AddFedGrainsContracts();
            if (identity is not null) client.UseMutualTls(identity);
        }).Build();

        // It either does not connect, or has no silo to call.
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await host.StartAsync(patience.Token);
            await host.Services.GetRequiredService<IClusterClient>().GetGrain<IFederationGrain>("cardio").Describe().WaitAsync(patience.Token);
        });
        Assert.Null(await _coordinator.Services.GetRequiredService<IGrainFactory>().GetGrain<IFederationGrain>("cardio").Describe());
    }

    private async Task<string> IssueElsewhere()
    {
        var options = Options;
        options.Data += "-elsewhere";
        await using var other = await Start(options);

        return await Issue("elsewhere.json", options.Data);
    }

    private async Task<string> Issue(string file, string? data = null)
    {
        var coordinator = CoordinatorEndpoints.Read(data ?? Data)!;
        var path = Path.Combine(Data, file);
        await ApplicationCredentials.Issue(coordinator, "app", [coordinator.OrleansGateway!], TimeSpan.FromDays(1), path);

        return path;
    }

    private static IHost Application(params (string Key, string? Value)[] configuration)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(configuration.Where(c => c.Value is not null).Select(c => KeyValuePair.Create(c.Key, c.Value)));
        builder.AddFedGrainsClient();

        return builder.Build();
    }

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) Lines.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
