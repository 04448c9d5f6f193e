using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace FedGrains.Coordinator;

/// <summary>The certificate that the gateway shows. It is looked at once a day and renewed while the gateway runs: connections that stand keep the old one, new ones get the new one.</summary>
internal sealed partial class GatewayCertificate(LocalAuthority authority, CoordinatorOptions options, TimeProvider clock, ILogger<GatewayCertificate> logger) : BackgroundService
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromDays(1);

    // Every site needs a new file by then, and somebody's hands.
    private static readonly TimeSpan WarnBefore = TimeSpan.FromDays(365);

    private readonly PeriodicTimer _days = new(CheckEvery, clock);

    private volatile X509Certificate2? _current;

    /// <summary>The certificate, once <see cref="Renew"/> has been called.</summary>
    public X509Certificate2 Current => _current ?? throw new InvalidOperationException("The gateway has no certificate yet.");

    /// <summary>Issues another certificate if it is time for one. Throws an <see cref="AuthorityExpiredException"/> when none can be issued any more.</summary>
    public void Renew()
    {
        var certificate = authority.ServerCertificate(Names(options), out var authorityEnds);

        if (certificate.Thumbprint == _current?.Thumbprint) certificate.Dispose();
        else Show(certificate);

        var left = authorityEnds - clock.GetUtcNow();

        if (left < WarnBefore) LogAuthorityEnds(authorityEnds, left.Days);
    }

    private void Show(X509Certificate2 certificate)
    {
        var expires = certificate.NotAfter.ToUniversalTime();

        // The one before is left to the collector: handshakes may be using it.
        _current = certificate;
        LogShown(expires);
    }

    public override void Dispose()
    {
        _days.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _days.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                Renew();
            }
            catch (Exception exception)
            {
                // The top of a loop that must not end: the certificate in use is good for some time yet.
                LogNotRenewed(exception);
            }
        }
    }

    private static string[] Names(CoordinatorOptions options)
    {
        var address = options.Endpoint().Address;
        string[] own = address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? [Dns.GetHostName()] : [address.ToString()];

        return [.. own, "localhost", "127.0.0.1", .. options.PublicHost is { } name ? [name] : Array.Empty<string>()];
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Gateway: its certificate is good until {Expires:u}; it is renewed before")]
    private partial void LogShown(DateTime expires);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Gateway: the certificate authority that sites trust runs out on {Expires:u}, in {Days} days, and then no site can connect. Give every site a new one before: 'Changing the certificate authority' in docs/operations.md says how")]
    private partial void LogAuthorityEnds(DateTimeOffset expires, int days);

    [LoggerMessage(Level = LogLevel.Error, Message = "Gateway: its certificate could not be looked at or renewed; it is tried again tomorrow")]
    private partial void LogNotRenewed(Exception exception);
}
