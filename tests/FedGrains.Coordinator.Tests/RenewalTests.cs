using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace FedGrains.Coordinator.Tests;

/// <summary>What years do to the gateway's certificate and to its authority.</summary>
public sealed class RenewalTests : TestData
{
    private static readonly DateTimeOffset FirstStart = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset AuthorityEnds = FirstStart.AddYears(10);

    private readonly FakeTimeProvider _clock = new(FirstStart);
    private readonly Log _log = new();

    private string Tls => Path.Combine(Data, "tls");

    [Theory]
    [InlineData(366, false)]
    [InlineData(367, true)]
    [InlineData(396, true)]
    public void Renew_ThirtyDaysBeforeTheEnd_ShowsANewCertificateOfTheSameAuthority(int days, bool renewed)
    {
        using var certificate = Issued();
        var (first, authority) = (certificate.Current, File.ReadAllText(Path.Combine(Tls, "ca.pem")));

        Pass(certificate, TimeSpan.FromDays(days));

        Assert.Equal(renewed, first.Thumbprint != certificate.Current.Thumbprint);
        Assert.Equal(authority, File.ReadAllText(Path.Combine(Tls, "ca.pem")));
        Assert.True(IsGood(certificate.Current));
        using var stored = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Tls, "gateway.pem"));
        Assert.Equal(stored.Thumbprint, certificate.Current.Thumbprint);
    }

    [Fact]
    public void Renew_UntilTheAuthorityEnds_IsAlwaysGoodAndOnceAYear()
    {
        using var certificate = Issued();
        var shown = new HashSet<string>(StringComparer.Ordinal);

        while (_clock.GetUtcNow() < AuthorityEnds.AddDays(-28))
        {
            Pass(certificate, TimeSpan.FromDays(28));
            Assert.True(IsGood(certificate.Current), $"{_clock.GetUtcNow():u}");
            shown.Add(certificate.Current.Thumbprint);
        }

        // None of them lasts beyond the authority, nor is one issued at each look as that comes near.
        Assert.Equal(10, shown.Count);
        Assert.Equal(AuthorityEnds.UtcDateTime, certificate.Current.NotAfter.ToUniversalTime());
    }

    [Fact]
    public void Renew_AYearBeforeTheAuthorityEnds_WarnsAndSaysWhatToDo()
    {
        using var certificate = Issued();
        Pass(certificate, AuthorityEnds - FirstStart - TimeSpan.FromDays(365));
        Assert.Empty(_log.Of(LogLevel.Warning));

        Pass(certificate, TimeSpan.FromDays(2));

        var warning = Assert.Single(_log.Of(LogLevel.Warning));
        Assert.Contains("runs out on 2036-03-01 08:00:00Z, in 363 days", warning, StringComparison.Ordinal);
        Assert.Contains("'Changing the certificate authority' in docs/operations.md", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void Renew_TheAuthorityRanOut_SaysWhatToDo()
    {
        using var certificate = Issued();
        _clock.Advance(AuthorityEnds - FirstStart - TimeSpan.FromSeconds(1));
        certificate.Renew();

        _clock.Advance(TimeSpan.FromSeconds(1));
        var fault = Assert.Throws<AuthorityExpiredException>(certificate.Renew);
        Assert.StartsWith($"The certificate authority '{Path.Combine(Tls, "ca.pem")}' ran out on 2036-03-01 08:00:00Z", fault.Message, StringComparison.Ordinal);
    }

    // What sites trust while their coordinator changes from one authority to another: both have the same name.
    [Fact]
    public void Authority_Changed_WhoeverTrustsBothTrustsEither()
    {
        using var before = Issued();
        var both = Policy(_clock.GetUtcNow());
        File.Delete(Path.Combine(Tls, "ca.pem"));
        using var after = Issued();
        both.CustomTrustStore.ImportFromPemFile(Path.Combine(Tls, "ca.pem"));

        foreach (var certificate in (X509Certificate2[])[before.Current, after.Current])
        {
            using var chain = new X509Chain { ChainPolicy = both.Clone() };
            Assert.True(chain.Build(certificate));
        }
    }

    [Fact]
    public async Task Day_Passes_LooksByItself()
    {
        using var certificate = Issued();
        var first = certificate.Current;
        await certificate.StartAsync(CancellationToken.None);

        _clock.Advance(TimeSpan.FromDays(367));

        await Eventually.Holds(() => Task.FromResult(certificate.Current.Thumbprint != first.Thumbprint));
        Assert.True(IsGood(certificate.Current));
        await certificate.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Day_TheDiskFails_KeepsTheCertificateAndTriesAgainTheNext()
    {
        using var certificate = Issued();
        var first = certificate.Current;
        File.Delete(Path.Combine(Tls, "gateway.key"));
        Directory.CreateDirectory(Path.Combine(Tls, "gateway.key"));
        await certificate.StartAsync(CancellationToken.None);

        _clock.Advance(TimeSpan.FromDays(1));
        await Eventually.Holds(() => Task.FromResult(_log.Of(LogLevel.Error).Length > 0));
        Assert.Same(first, certificate.Current);

        Directory.Delete(Path.Combine(Tls, "gateway.key"));
        _clock.Advance(TimeSpan.FromDays(1));
        await Eventually.Holds(() => Task.FromResult(certificate.Current.Thumbprint != first.Thumbprint));
        await certificate.StopAsync(CancellationToken.None);
    }

    [Fact]
    public async Task Coordinator_WhileItRuns_ShowsTheNewCertificateToWhoeverConnects()
    {
        var clock = new SetForward();
        await using var app = CoordinatorHost.Create(Options, configure: builder =>
        {
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton<TimeProvider>(clock);
        });
        await app.StartAsync();
        var port = new Uri(CoordinatorEndpoints.Read(Data)!.Gateway).Port;
        var certificate = app.Services.GetRequiredService<GatewayCertificate>();
        var first = await Shown(port, clock.GetUtcNow());
        Assert.Equal(certificate.Current.Thumbprint, first);

        clock.Ahead = TimeSpan.FromDays(370);
        certificate.Renew();

        Assert.Equal(certificate.Current.Thumbprint, await Shown(port, clock.GetUtcNow()));
        Assert.NotEqual(first, await Shown(port, clock.GetUtcNow()));
    }

    private GatewayCertificate Issued()
    {
        var certificate = new GatewayCertificate(new(Tls, _clock), Options, _clock, _log);
        certificate.Renew();

        return certificate;
    }

    private void Pass(GatewayCertificate certificate, TimeSpan by)
    {
        _clock.Advance(by);
        certificate.Renew();
    }

    private bool IsGood(X509Certificate2 certificate)
    {
        using var chain = new X509Chain { ChainPolicy = Policy(_clock.GetUtcNow()) };

        return chain.Build(certificate) && certificate.MatchesHostname("localhost");
    }

    /// <summary>The certificate that a site which trusts the authority is shown at a time.</summary>
    private async Task<string> Shown(int port, DateTimeOffset at)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = Policy(at) });

        return ((X509Certificate2)tls.RemoteCertificate!).Thumbprint;
    }

    private X509ChainPolicy Policy(DateTimeOffset at)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, VerificationTime = at.UtcDateTime };
        policy.CustomTrustStore.ImportFromPemFile(Path.Combine(Tls, "ca.pem"));

        return policy;
    }

    private sealed class SetForward : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }

    private sealed class Log : ILogger<GatewayCertificate>
    {
        private readonly ConcurrentQueue<(LogLevel Level, string Line)> _lines = new();

        public string[] Of(LogLevel level) => [.. _lines.Where(l => l.Level == level).Select(l => l.Line)];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => _lines.Enqueue((logLevel, formatter(state, exception)));
    }
}
