using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using FedGrains.Client.Connections;
using FedGrains.Coordinator.Cluster;
using FedGrains.Storage.Keys;

using Microsoft.Extensions.Time.Testing;

namespace FedGrains.Coordinator.Tests.Cluster;

public sealed class ClusterAuthorityTests : TestData, IAsyncLifetime
{
    private static readonly PeerRole[] s_silos = [PeerRole.Silo];

    private readonly FakeTimeProvider _clock = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private FileKeyVault _vault = null!;

    private ClusterAuthority Authority => new(_vault, "fedgrains", _clock);

    public async ValueTask InitializeAsync() => _vault = await Vault("keys");

    public ValueTask DisposeAsync()
    {
        _vault.Dispose();
        Dispose();

        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Issue_IsACertificateThatOthersVerify()
    {
        using var certificate = await Issue(Authority, PeerRole.Silo);

        await Verify(certificate, Identity());
        Assert.True(certificate.HasPrivateKey);
        Assert.Equal(("one", "fedgrains-cluster/v1"), (PeerCertificate.Name(certificate), PeerCertificate.Version(certificate)));
    }

    // r and s lose their leading zeroes in DER: every 128th number has one.
    [Fact]
    public async Task Issue_ManyTimes_EverySignatureIsWellFormed()
    {
        for (var i = 0; i < 400; i++)
        {
            using var certificate = await Issue(Authority, PeerRole.Silo);
            await Verify(certificate, Identity());
        }
    }

    [Fact]
    public async Task Verify_OfTheVersionBefore_IsBelievedStill()
    {
        using var before = await Issue(Authority, PeerRole.Silo);
        await _vault.Rotate(ClusterAuthority.Key);
        using var after = await Issue(Authority, PeerRole.Silo);

        await Verify(before, Identity());
        await Verify(after, Identity());
        Assert.Equal("fedgrains-cluster/v2", PeerCertificate.Version(after));
    }

    [Theory]
    [InlineData(-6)]
    [InlineData(60 * 24 + 1)]
    public async Task Verify_NotNow_IsRefused(int minutes)
    {
        using var certificate = await Issue(Authority, PeerRole.Silo);

        await Refuses("is good from", certificate, Identity(), _clock.GetUtcNow().AddMinutes(minutes));
    }

    [Fact]
    public async Task Verify_ClocksThatDifferALittle_IsTaken()
    {
        using var certificate = await Issue(Authority, PeerRole.Silo);

        await PeerCertificate.Verify(certificate, Identity(), s_silos, _clock.GetUtcNow().AddMinutes(-4));
    }

    [Fact]
    public async Task Verify_AnotherCluster_IsRefused()
    {
        using var certificate = await Issue(new(_vault, "other", _clock), PeerRole.Silo);

        await Refuses("is for cluster 'other'", certificate, Identity());
    }

    [Theory]
    [InlineData(PeerRole.Application)]
    [InlineData(PeerRole.Operator)]
    [InlineData(PeerRole.Gateway)]
    public async Task Verify_AnotherRole_IsRefused(PeerRole role)
    {
        using var certificate = await Issue(Authority, role);

        await Refuses($"'one' is {role}", certificate, Identity());
    }

    [Fact]
    public async Task Verify_AnotherVault_IsRefused()
    {
        using var elsewhere = await Vault("elsewhere");
        using var certificate = await Issue(new(elsewhere, "fedgrains", _clock), PeerRole.Silo);
        using var own = await Issue(Authority, PeerRole.Silo);

        await Refuses("was not signed by 'fedgrains-cluster/v1'", certificate, Identity());
    }

    [Fact]
    public async Task Verify_SignedByAFederationsKey_IsRefused()
    {
        using var own = await Issue(Authority, PeerRole.Silo);
        await _vault.Rotate("cardio");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(PeerCertificate.Subject("one", PeerRole.Silo), key, HashAlgorithmName.SHA256);
        using var certificate = request.Create(PeerCertificate.Issuer("fedgrains", "cardio/v1"), X509SignatureGenerator.CreateForECDsa(key), _clock.GetUtcNow(), _clock.GetUtcNow().AddDays(1), [1]);

        await Refuses("'cardio/v1', which is not believed", certificate, Identity());
    }

    [Fact]
    public async Task Verify_SelfSigned_IsRefused()
    {
        using var own = await Issue(Authority, PeerRole.Silo);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(PeerCertificate.Subject("one", PeerRole.Silo), key, HashAlgorithmName.SHA256);
        using var claims = request.Create(PeerCertificate.Issuer("fedgrains", "fedgrains-cluster/v1"), X509SignatureGenerator.CreateForECDsa(key), _clock.GetUtcNow(), _clock.GetUtcNow().AddDays(1), [1]);
        using var plain = new CertificateRequest("CN=one", key, HashAlgorithmName.SHA256).CreateSelfSigned(_clock.GetUtcNow(), _clock.GetUtcNow().AddDays(1));

        await Refuses("was not signed by", claims, Identity());
        await Refuses("is for cluster ''", plain, Identity());
        await Refuses("showed no certificate", null, Identity());
    }

    [Fact]
    public async Task Identity_HalfOfItsLifeOver_ShowsAnotherCertificate()
    {
        using var identity = Identity();
        var first = (await identity.Certificate()).Thumbprint;

        _clock.Advance(TimeSpan.FromDays(3));
        Assert.Equal(first, (await identity.Certificate()).Thumbprint);
        _clock.Advance(TimeSpan.FromDays(1));
        Assert.NotEqual(first, (await identity.Certificate()).Thumbprint);
    }

    [Fact]
    public async Task Credentials_SurviveTheirFile()
    {
        Directory.CreateDirectory(Data);
        var path = Path.Combine(Data, "app.json");
        await File.WriteAllTextAsync(path, (await Authority.Issue("app", PeerRole.Application, "service", ["10.0.0.4:30000"], TimeSpan.FromDays(1))).ToJson());
        using var silo = await Issue(Authority, PeerRole.Silo);
        var identity = new CredentialsIdentity(path);

        using var shown = await identity.Certificate();
        await PeerCertificate.Verify(shown, Identity(), [PeerRole.Application], _clock.GetUtcNow());
        await PeerCertificate.Verify(silo, identity, s_silos, _clock.GetUtcNow());
        Assert.Equal("fedgrains", identity.ClusterId);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"clusterId":"a","serviceId":"b","gateways":[],"certificate":"x","privateKey":"y","authorityKeys":{}}""")]
    public async Task Credentials_ThatAreNone_AreRefusedInASentence(string json)
    {
        Directory.CreateDirectory(Data);
        var path = Path.Combine(Data, "app.json");
        await File.WriteAllTextAsync(path, json);

        Assert.Contains("fedgrains coordinator credentials", Assert.Throws<FormatException>(() => new CredentialsIdentity(path)).Message, StringComparison.Ordinal);
        Assert.Contains("'nowhere.json'", Assert.Throws<FormatException>(() => Client.ClusterCredentials.Read("nowhere.json")).Message, StringComparison.Ordinal);
    }

    private static async Task<X509Certificate2> Issue(ClusterAuthority authority, PeerRole role)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        return await authority.Issue("one", role, key, TimeSpan.FromDays(1));
    }

    private Task Verify(X509Certificate2 certificate, VaultIdentity identity) => PeerCertificate.Verify(certificate, identity, s_silos, _clock.GetUtcNow());

    private async Task Refuses(string why, X509Certificate2? certificate, VaultIdentity identity, DateTimeOffset? now = null) => Assert.Contains(
        why, (await Assert.ThrowsAsync<PeerRefusedException>(() => PeerCertificate.Verify(certificate, identity, s_silos, now ?? _clock.GetUtcNow()))).Message, StringComparison.Ordinal);

    private VaultIdentity Identity() => new(Authority, "two", PeerRole.Silo, _clock);

    private Task<FileKeyVault> Vault(string name) => FileKeyVault.Open(Path.Combine(Data, name), new VaultProtection.KeyFile(Path.Combine(Data, $"{name}.key")), RandomNumberGenerator.Create());
}
