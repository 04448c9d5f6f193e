using FedGrains.Site.Configuration;
using FedGrains.Site.Identity;
using FedGrains.Site.Tests.Testing;

namespace FedGrains.Site.Tests.Identity;

public sealed class SiteIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_WithoutInvitation_SaysWhereToGetOne() => Assert.Contains("Ask the federation's operator", Refusal(new() { Data = _folder.Path }), StringComparison.Ordinal);

    [Theory]
    [InlineData("{}", "is incomplete")]
    [InlineData("nonsense", "cannot be read")]
    [InlineData("""{"gateway":"https://h:1","federation":"Hearts!","node":"leeds","token":"t"}""", "is not a federation name")]
    [InlineData("""{"gateway":"https://h:1","federation":"hearts","node":"leeds","token":"t"}""", "has no certificateAuthority")]
    [InlineData("""{"gateway":"http://h:1","federation":"hearts","node":"leeds","token":"t"}""", "is not encrypted")]
    public void Open_BadInvitation_SaysWhatIsWrong(string invitation, string expected) =>
        Assert.Contains(expected, Refusal(new() { Data = _folder.Path, Invitation = _folder.Write("invitation.json", invitation) }), StringComparison.Ordinal);

    [Fact]
    public void Open_Invitation_AsTheOperatorWritesIt()
    {
        var path = _folder.Write(
            "invitation.json",
            """{"gateway":"https://127.0.0.1:7443","federation":"hearts","node":"leeds","token":"t","certificateAuthority":"-----BEGIN CERTIFICATE-----","expires":"2026-12-01T00:00:00Z"}""");

        using var identity = SiteIdentity.Open(new() { Data = _folder.Path, Invitation = path }, new(_folder.Path));

        Assert.Equal(("hearts/leeds", "t", new Uri("https://127.0.0.1:7443")), (identity.Node.ToString(), identity.Token, identity.Terms.Gateway));
    }

    [Fact]
    public void Open_Enrolled_NeedsNoInvitation()
    {
        var path = _folder.Write("invitation.json", """{"gateway":"http://127.0.0.1:7443","federation":"hearts","node":"leeds","token":"t"}""");
        byte[] key;

        using (var first = SiteIdentity.Open(new() { Data = _folder.Path, Invitation = path, Plaintext = true }, new(_folder.Path)))
        {
            first.Enrolled();
            key = first.Key.PublicKey;
        }

        File.Delete(path);
        using var second = SiteIdentity.Open(new() { Data = _folder.Path, Invitation = path, Plaintext = true }, new(_folder.Path));

        Assert.Equal(key, second.Key.PublicKey);
        Assert.Null(second.Token);
    }

    private string Refusal(SiteOptions options) => Assert.Throws<SiteIdentityException>(() => SiteIdentity.Open(options, new(_folder.Path))).Message;
}
