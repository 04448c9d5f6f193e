using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using FedGrains.Client.Connections;

namespace FedGrains.Coordinator.Cluster;

/// <summary>The identity of a process that reaches the vault. It issues itself a certificate for a week, and another one when half of it is over, or when the one it has is not believed any more.</summary>
internal sealed class VaultIdentity(ClusterAuthority authority, string name, PeerRole role, TimeProvider clock) : IClusterIdentity, IDisposable
{
    private static readonly TimeSpan s_life = TimeSpan.FromDays(7);

    private readonly SemaphoreSlim _turns = new(1);
    private X509Certificate2? _current;

    public string ClusterId => authority.ClusterId;

    public async ValueTask<X509Certificate2> Certificate(CancellationToken cancellationToken = default)
    {
        await _turns.WaitAsync(cancellationToken);

        try
        {
            return _current is { } current && await IsGood(current, cancellationToken) ? current : _current = await Renew(cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    public ValueTask<ReadOnlyMemory<byte>?> AuthorityKey(string version, CancellationToken cancellationToken = default) => authority.PublicKey(version, cancellationToken);

    public void Dispose()
    {
        _current?.Dispose();
        _turns.Dispose();
    }

    private async Task<bool> IsGood(X509Certificate2 certificate, CancellationToken cancellationToken)
    {
        if (certificate.NotAfter.ToUniversalTime() - clock.GetUtcNow() < s_life / 2) return false;

        try
        {
            await PeerCertificate.Verify(certificate, this, [role], clock.GetUtcNow(), cancellationToken);
            return true;
        }
        catch (PeerRefusedException)
        {
            return false;
        }
    }

    // The one before is left to the collector: handshakes may be using it.
    private async Task<X509Certificate2> Renew(CancellationToken cancellationToken)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        return await authority.Issue(name, role, key, s_life, cancellationToken);
    }
}
