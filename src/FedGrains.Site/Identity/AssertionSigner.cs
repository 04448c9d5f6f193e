using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

using FedGrains.Core.Nodes;

using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FedGrains.Site.Identity;

/// <summary>Signs the short-lived assertion (RFC 7519, ES256) that opens one call and no other.</summary>
internal sealed class AssertionSigner(SiteIdentity identity, TimeProvider clock)
{
    private const int IdLength = 16;

    private readonly JsonWebTokenHandler _tokens = new() { SetDefaultTimesOnTokenCreation = false };
    private readonly SigningCredentials _credentials = new(new ECDsaSecurityKey(identity.Key.Key), SecurityAlgorithms.EcdsaSha256);

    /// <summary>An assertion for the full gRPC method <paramref name="method"/>.</summary>
    public string Sign(string method)
    {
        var now = clock.GetUtcNow();
        var claims = JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["iss"] = identity.Node.ToString(),
            ["aud"] = SiteAssertion.Audience,
            ["iat"] = now.ToUnixTimeSeconds(),
            [SiteAssertion.IssuedAtMillisecondsClaim] = now.ToUnixTimeMilliseconds(),
            ["exp"] = now.Add(SiteAssertion.Lifetime).ToUnixTimeSeconds(),
            ["jti"] = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdLength)),
            [SiteAssertion.MethodClaim] = method,
        });

        // The key also signs reports, and one ECDsa is not safe for two callers at a time.
        lock (identity.Key.Key) return _tokens.CreateToken(claims, _credentials);
    }
}
