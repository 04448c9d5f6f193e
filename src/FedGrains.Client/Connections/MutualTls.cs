using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Messaging;

namespace FedGrains.Client.Connections;

/// <summary>TLS 1.3 around one of Orleans' connections, with a certificate at both ends. Nothing of Orleans' is read or written before the other end has been found to be one of the roles that are accepted.</summary>
internal abstract partial class MutualTls(IClusterIdentity identity, PeerRole[] accepted, TimeProvider clock, ILogger logger) : IConnectionMiddleware
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public async Task OnConnectionAsync(ConnectionContext context, ConnectionDelegate next)
    {
        var plain = context.Transport;
        await using var wire = new JoinedStream(plain);
        await using var tls = new SslStream(wire, leaveInnerStreamOpen: true);

        if (!await Agree(context, tls, wire)) return;

        // The stream is this method's to close; the pipes over it are Orleans'.
        var options = (Reading: new StreamPipeReaderOptions(leaveOpen: true), Writing: new StreamPipeWriterOptions(leaveOpen: true));
        var secured = new Pipes(PipeReader.Create(tls, options.Reading), PipeWriter.Create(tls, options.Writing));
        context.Transport = secured;

        try
        {
            await next(context);
        }
        finally
        {
            await secured.Input.CompleteAsync();
            await secured.Output.CompleteAsync();
            context.Transport = plain;
        }
    }

    /// <summary>Whether others come to this end.</summary>
    protected abstract bool IsDialled { get; }

    protected abstract Task Shake(SslStream tls, X509Certificate2 own, CancellationToken cancellationToken);

    // That it is there. Whose it is takes keys that have to be fetched, and is judged once the other end has proved that it holds its key.
    protected static bool IsShown(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => certificate is not null;

    private async Task<bool> Agree(ConnectionContext context, SslStream tls, JoinedStream wire)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.ConnectionClosed);
        patience.CancelAfter(s_patience);

        try
        {
            await Shake(tls, await identity.Certificate(patience.Token), patience.Token);
            using var shown = tls.RemoteCertificate is { } remote ? X509CertificateLoader.LoadCertificate(remote.GetRawCertData()) : null;
            await PeerCertificate.Verify(shown, identity, accepted, clock.GetUtcNow(), patience.Token);

            return true;
        }
        catch (PeerRefusedException refused)
        {
            LogRefused(context.RemoteEndPoint, refused.Message);
        }
        catch (Exception e) when (IsDialled && !wire.HasHeard && (e is IOException || (e is OperationCanceledException && context.ConnectionClosed.IsCancellationRequested)))
        {
            // Somebody looked whether anybody listens, and hung up.
        }
        catch (Exception e)
        {
            // The top of a connection: whatever it was, nothing got through.
            LogNoTls(context.RemoteEndPoint, e.Message);
        }

        context.Abort();
        return false;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster: a connection with {Peer} was refused: {Reason}")]
    private partial void LogRefused(System.Net.EndPoint? peer, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Cluster: a connection with {Peer} came to no TLS: {Reason}")]
    private partial void LogNoTls(System.Net.EndPoint? peer, string reason);

    private sealed record Pipes(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}

/// <summary>The end that was connected to.</summary>
internal sealed class ServerTls(IClusterIdentity identity, PeerRole[] accepted, TimeProvider clock, ILogger<MutualTls> logger) : MutualTls(identity, accepted, clock, logger)
{
    protected override bool IsDialled => true;

    protected override Task Shake(SslStream tls, X509Certificate2 own, CancellationToken cancellationToken) => tls.AuthenticateAsServerAsync(
        new SslServerAuthenticationOptions
        {
            ServerCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true),
            ClientCertificateRequired = true,
            EnabledSslProtocols = SslProtocols.Tls13 | SslProtocols.Tls12,
            RemoteCertificateValidationCallback = IsShown,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        },
        cancellationToken);
}

/// <summary>The end that connects.</summary>
internal sealed class ClientTls(IClusterIdentity identity, PeerRole[] accepted, TimeProvider clock, ILogger<MutualTls> logger) : MutualTls(identity, accepted, clock, logger)
{
    // Silos come and go at any address: a certificate is for a role, not for a name.
    private const string AnySilo = "silo";

    protected override bool IsDialled => false;

    protected override Task Shake(SslStream tls, X509Certificate2 own, CancellationToken cancellationToken) => tls.AuthenticateAsClientAsync(
        new SslClientAuthenticationOptions
        {
            TargetHost = AnySilo,
            ClientCertificateContext = SslStreamCertificateContext.Create(own, additionalCertificates: null, offline: true),
            EnabledSslProtocols = SslProtocols.Tls13 | SslProtocols.Tls12,
            RemoteCertificateValidationCallback = IsShown,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        },
        cancellationToken);
}
