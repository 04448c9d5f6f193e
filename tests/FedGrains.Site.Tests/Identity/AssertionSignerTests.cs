using System.Security.Cryptography;
using System.Text.Json;

using FedGrains.Core.Json;
using FedGrains.Core.Nodes;
using FedGrains.Site.Configuration;
using FedGrains.Site.Identity;
using FedGrains.Site.Tests.Testing;

using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FedGrains.Site.Tests.Identity;

public sealed class AssertionSignerTests : IDisposable
{
    private const string Method = "/fedgrains.v1.SiteGateway/Connect";

    private static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly SiteIdentity _identity;
    private readonly AssertionSigner _signer;

    public AssertionSignerTests()
    {
        var invitation = new SiteInvitation(new("http://127.0.0.1:1"), new("hearts"), new("leeds"), "token", null, null);
        var path = _folder.Write("invitation.json", JsonSerializer.Serialize(invitation, CoreJson.Options));
        _identity = SiteIdentity.Open(new() { Data = _folder.Path, Invitation = path, Plaintext = true }, new SiteFolders(_folder.Path));
        _signer = new(_identity, new FakeTimeProvider(Now));
    }

    public void Dispose()
    {
        _identity.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Sign_SaysWhoWhatAndWhen()
    {
        var token = new JsonWebToken(_signer.Sign(Method));

        Assert.Equal(("ES256", "hearts/leeds", "fedgrains", Method), (token.Alg, token.Issuer, token.Audiences.Single(), token.GetClaim(SiteAssertion.MethodClaim).Value));
        Assert.Equal((Now.UtcDateTime, Now.AddSeconds(60).UtcDateTime), (token.IssuedAt, token.ValidTo));
    }

    [Fact]
    public void Sign_Twice_DiffersInItsId() => Assert.NotEqual(new JsonWebToken(_signer.Sign(Method)).Id, new JsonWebToken(_signer.Sign(Method)).Id);

    [Fact]
    public async Task Sign_VerifiesWithTheSitesKeyAndNoOther()
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(_identity.Key.PublicKey, out _);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = _signer.Sign(Method);

        Assert.True(await Verifies(token, key));
        Assert.False(await Verifies(token, other));
    }

    private static async Task<bool> Verifies(string token, ECDsa key) => (await new JsonWebTokenHandler().ValidateTokenAsync(token, new()
    {
        ValidIssuer = "hearts/leeds",
        ValidAudience = SiteAssertion.Audience,
        IssuerSigningKey = new ECDsaSecurityKey(key),
        CryptoProviderFactory = new() { CacheSignatureProviders = false },
        ValidateLifetime = false,
    })).IsValid;
}
