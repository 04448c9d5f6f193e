using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedGrains.Coordinator.Tests;

public sealed class CertificateTests : TestData
{
    private string Tls => Path.Combine(Data, "tls");

    [Fact]
    public async Task Start_FirstTime_IssuesForTheNamesThatSitesDial()
    {
        var options = Options;
        options.PublicHost = "fl.example.org";
        await Pass(options);

        using var certificate = Load("gateway.pem");

        Assert.All((string[])["fl.example.org", "localhost", "127.0.0.1"], n => Assert.True(certificate.MatchesHostname(n), n));
        Assert.False(certificate.MatchesHostname("other.example.org"));
        Assert.True(IsIssuedByTheAuthority(certificate));
    }

    [Fact]
    public async Task Start_FirstTime_TheAuthorityMaySignOthersAndTheGatewayMayNot()
    {
        await Pass(Options);
        using var authority = Load("ca.pem");
        using var gateway = Load("gateway.pem");

        Assert.True(Constraints(authority) is { CertificateAuthority: true, HasPathLengthConstraint: true, PathLengthConstraint: 0, Critical: true });
        Assert.True(Constraints(gateway) is { CertificateAuthority: false, Critical: true });
        Assert.Equal(["1.3.6.1.5.5.7.3.1"], gateway.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(o => o.Value!));
    }

    [Fact]
    public async Task Start_Again_KeepsAuthorityAndCertificate()
    {
        await Pass(Options);
        var before = Contents();

        await Pass(Options);

        Assert.Equal(before, Contents());
    }

    [Fact]
    public async Task Start_NamesChanged_IssuesAgainFromTheSameAuthority()
    {
        await Pass(Options);
        var before = Contents();

        var options = Options;
        options.PublicHost = "fl.example.org";
        await Pass(options);

        using var certificate = Load("gateway.pem");
        Assert.True(certificate.MatchesHostname("fl.example.org"));
        Assert.True(IsIssuedByTheAuthority(certificate));
        Assert.Equal((before["ca.pem"], before["ca.key"]), (Contents()["ca.pem"], Contents()["ca.key"]));
        Assert.NotEqual(before["gateway.key"], Contents()["gateway.key"]);
    }

    [Fact]
    public async Task Start_AnotherAuthority_IssuesAgain()
    {
        await Pass(Options);
        File.Delete(Path.Combine(Tls, "ca.pem"));

        await Pass(Options);

        using var certificate = Load("gateway.pem");
        Assert.True(IsIssuedByTheAuthority(certificate));
    }

    // A crash between the two files leaves the new key beside the old certificate.
    [Fact]
    public async Task Start_KeyIsNotTheCertificates_IssuesAgain()
    {
        await Pass(Options);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(Path.Combine(Tls, "gateway.key"), other.ExportPkcs8PrivateKeyPem());

        await Pass(Options);

        using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(Tls, "gateway.pem"), Path.Combine(Tls, "gateway.key"));
        Assert.True(IsIssuedByTheAuthority(certificate));
    }

    [Theory]
    [InlineData("gateway.pem")]
    [InlineData("gateway.key")]
    public async Task Start_FileTornOrGone_IssuesAgain(string file)
    {
        await Pass(Options);
        await File.WriteAllTextAsync(Path.Combine(Tls, file), "-----BEGIN");
        await Pass(Options);
        File.Delete(Path.Combine(Tls, file));
        await Pass(Options);

        using var certificate = X509Certificate2.CreateFromPemFile(Path.Combine(Tls, "gateway.pem"), Path.Combine(Tls, "gateway.key"));
        Assert.True(IsIssuedByTheAuthority(certificate));
    }

    [Fact]
    public async Task Start_KeysAndCertificates_AreTheAccountsOwn()
    {
        await Pass(Options);

        Assert.Equal(OwnFolder, Mode(Tls));
        Assert.Equal(["ca.key", "ca.pem", "gateway.key", "gateway.pem"], Contents().Keys.Order(StringComparer.Ordinal));
        Assert.All(Contents().Keys, f => Assert.Equal(OwnFile, Mode(Path.Combine(Tls, f))));
    }

    private static X509BasicConstraintsExtension Constraints(X509Certificate2 certificate) => certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single();

    private X509Certificate2 Load(string file) => X509CertificateLoader.LoadCertificateFromFile(Path.Combine(Tls, file));

    private Dictionary<string, string> Contents() => Directory.EnumerateFiles(Tls).ToDictionary(f => Path.GetFileName(f), File.ReadAllText);

    private bool IsIssuedByTheAuthority(X509Certificate2 certificate)
    {
        using var authority = Load("ca.pem");
        using var chain = new X509Chain { ChainPolicy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.CustomTrustStore.Add(authority);

        return chain.Build(certificate);
    }
}
