using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Azure.Core;
using Azure.Core.Pipeline;
using FedGrains.Azure.Vault;

namespace FedGrains.Azure.Tests.Vault;

/// <summary>Clients of a vault on loopback, by the vault's name in Azure.</summary>
internal static class KeyVaultClients
{
    /// <summary>A client whose every address leads to the server, and which trusts it.</summary>
    public static KeyVaultRest Client(this KeyVaultServer server, TokenCredential identity)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, presented, _, _) => presented?.GetCertHashString() == server.Certificate.GetCertHashString() },
            ConnectCallback = async (_, cancellation) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var options = new KeyVaultClientOptions { Transport = new HttpClientTransport(new HttpClient(handler)) };
        options.Retry.Delay = TimeSpan.FromMilliseconds(1);

        return new(new($"https://{KeyVaultServer.Host}"), identity, options);
    }
}

/// <summary>An identity that hands out a new token each time, and says what it was asked for.</summary>
internal sealed class CountingIdentity : TokenCredential
{
    private readonly ConcurrentQueue<TokenRequestContext> _asked = new();

    public IReadOnlyCollection<TokenRequestContext> Asked => _asked;

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        _asked.Enqueue(requestContext);
        return new(string.Create(CultureInfo.InvariantCulture, $"token-{_asked.Count}"), DateTimeOffset.MaxValue);
    }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) => new(GetToken(requestContext, cancellationToken));
}
