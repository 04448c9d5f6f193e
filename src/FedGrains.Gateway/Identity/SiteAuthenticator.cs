using FedGrains.Contracts.Nodes;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Gateway.Refusals;

using Microsoft.AspNetCore.Http;

using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace FedGrains.Gateway.Identity;

/// <summary>Verifies the signed assertion that opens a call, and uses it up.</summary>
internal sealed class SiteAuthenticator(IGrainFactory grains, SitePublicKeys keys, TimeProvider clock)
{
    private const string Scheme = "Bearer ";
    private const int LongestId = 64;

    private readonly JsonWebTokenHandler _tokens = new() { MapInboundClaims = false };

    public async Task<SiteCaller> Authenticate(HttpContext call)
    {
        var header = call.Request.Headers.Authorization.ToString();

        if (!header.StartsWith(Scheme, StringComparison.Ordinal))
            throw Refusal.Unauthenticated("no-assertion", "authorization: the call carries no signed assertion. Enrol first, then sign every call with the enrolled key.");

        var token = header[Scheme.Length..];
        var node = Issuer(token);
        SiteCaller.Claim(call, node);
        var gate = grains.GetGrain<INodeAccessGrain>(node.ToString());

        if (await gate.PublicKey() is not { } publicKey)
            throw Refusal.Unauthenticated("not-enrolled", $"authorization: {node} is not enrolled, or was revoked.");

        var caller = new SiteCaller(node, keys.Get(publicKey));
        var assertion = await Verify(token, caller, call.Request.Path.Value ?? "");
        await Use(gate, assertion);

        return caller;
    }

    private NodeKey Issuer(string token)
    {
        try
        {
            return NodeKey.Parse(_tokens.ReadJsonWebToken(token).Issuer);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or SecurityTokenException)
        {
            throw Refusal.Unauthenticated("bad-assertion", "authorization: the assertion is not a JWT whose iss is federation/node.");
        }
    }

    private async Task<JsonWebToken> Verify(string token, SiteCaller caller, string method)
    {
        var result = await _tokens.ValidateTokenAsync(token, new()
        {
            ValidIssuer = caller.Node.ToString(),
            ValidAudience = SiteAssertion.Audience,
            IssuerSigningKey = new ECDsaSecurityKey(caller.PublicKey),
            ValidAlgorithms = [SecurityAlgorithms.EcdsaSha256],
            // The times are checked below, against the clock of this process.
            ValidateLifetime = false,
        });

        if (!result.IsValid) throw Refusal.Unauthenticated("bad-signature", $"authorization: the assertion is not signed by {caller.Node}'s enrolled key for audience '{SiteAssertion.Audience}'.");

        var assertion = (JsonWebToken)result.SecurityToken;
        var now = clock.GetUtcNow().UtcDateTime;

        if (assertion.ValidTo == default || assertion.IssuedAt == default || assertion.ValidTo - assertion.IssuedAt > SiteAssertion.Lifetime)
            throw Refusal.Unauthenticated("bad-lifetime", $"authorization: an assertion has iat and exp, at most {SiteAssertion.Lifetime.TotalSeconds} seconds apart.");

        if (now > assertion.ValidTo + SiteAssertion.ClockTolerance || now < assertion.IssuedAt - SiteAssertion.ClockTolerance)
            throw Refusal.Unauthenticated("expired", $"authorization: the assertion is good from {assertion.IssuedAt:u} to {assertion.ValidTo:u} and it is {now:u}. Sign a new one; check the site's clock.");

        if (!assertion.TryGetPayloadValue<string>(SiteAssertion.MethodClaim, out var named) || named != method)
            throw Refusal.Unauthenticated("wrong-method", $"authorization: the assertion is not for {method}. Sign one for each call, with the method in '{SiteAssertion.MethodClaim}'.");

        return assertion;
    }

    private static async Task Use(INodeAccessGrain gate, JsonWebToken assertion)
    {
        if (assertion.Id is not { Length: > 0 and <= LongestId })
            throw Refusal.Unauthenticated("no-id", $"authorization: the assertion needs a unique jti of at most {LongestId} characters.");

        if (!await gate.Use(assertion.Id, IssuedAt(assertion), new DateTimeOffset(assertion.ValidTo, TimeSpan.Zero) + SiteAssertion.ClockTolerance))
            throw Refusal.Unauthenticated("replayed", "authorization: the assertion was used before, or may have been. Sign a new one for each call.");
    }

    private static DateTimeOffset IssuedAt(JsonWebToken assertion)
    {
        var second = new DateTimeOffset(assertion.IssuedAt, TimeSpan.Zero);

        if (!assertion.TryGetPayloadValue<long>(SiteAssertion.IssuedAtMillisecondsClaim, out var milliseconds)) return second;

        return milliseconds - second.ToUnixTimeMilliseconds() is >= 0 and < 1000
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw Refusal.Unauthenticated("bad-lifetime", $"authorization: {SiteAssertion.IssuedAtMillisecondsClaim} is iat in milliseconds; they differ.");
    }
}
