using System.Security.Cryptography.X509Certificates;

using FedGrains.Site.Identity;

using Grpc.Net.Client;

namespace FedGrains.Site.Gateway;

/// <summary>The one way out of the site: to the gateway that the invitation names, and to no one else.</summary>
internal static class GatewayChannel
{
    private const int StreamWindow = 8 << 20;
    private const int LargestMessage = 4 << 20;

    private static readonly TimeSpan PingAfter = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    public static GrpcChannel Open(EnrolmentRecord terms, ILoggerFactory loggers) => GrpcChannel.ForAddress(terms.Gateway, new()
    {
        HttpHandler = Handler(terms),
        DisposeHttpClient = true,
        MaxReceiveMessageSize = LargestMessage,
        LoggerFactory = loggers,
    });

    /// <summary>The way of the transfers: the same gateway, held to the same authority.</summary>
    public static HttpClient OpenTransfers(EnrolmentRecord terms) => new(Handler(terms), disposeHandler: true)
    {
        BaseAddress = terms.Gateway,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    internal static SocketsHttpHandler Handler(EnrolmentRecord terms)
    {
        var handler = new SocketsHttpHandler
        {
            EnableMultipleHttp2Connections = true,
            InitialHttp2StreamWindowSize = StreamWindow,
            KeepAlivePingDelay = PingAfter,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            ConnectTimeout = ConnectTimeout,
        };

        if (terms.CertificateAuthority is { } authority) handler.SslOptions.CertificateChainPolicy = TrustOnly(authority);

        return handler;
    }

    // The federation's own authority, and none of the machine's: whoever can get a certificate from some public authority is not the gateway.
    private static X509ChainPolicy TrustOnly(string authority)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(authority);

        return policy;
    }
}
