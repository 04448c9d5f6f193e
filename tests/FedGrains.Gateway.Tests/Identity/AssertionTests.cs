using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

using FedGrains.Contracts.Nodes;
using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Identity;

public sealed class AssertionTests(SharedCoordinator coordinator)
{
    private const string Method = "ReportFailure";

    private static readonly Dictionary<string, (Action<JsonObject> Change, string Reason, string Says)> s_badClaims = new(StringComparer.Ordinal)
    {
        ["expired"] = (c => Times(c, -120, -60), "expired", "check the site's clock"),
        ["just beyond the clock's tolerance"] = (c => Times(c, -92, -32), "expired", "check the site's clock"),
        ["from the future"] = (c => Times(c, 40, 90), "expired", "check the site's clock"),
        ["good for too long"] = (c => Times(c, 0, 61), "bad-lifetime", "at most 60 seconds"),
        ["good for ever"] = (c => c["exp"] = long.MaxValue, "bad-lifetime", "at most 60 seconds"),
        ["no exp"] = (c => c.Remove("exp"), "bad-lifetime", "iat and exp"),
        ["no iat"] = (c => c.Remove("iat"), "bad-lifetime", "iat and exp"),
        ["iat is negative"] = (c => c["iat"] = long.MinValue, "bad-lifetime", "iat and exp"),
        ["iat_ms is no time"] = (c => c["iat_ms"] = long.MaxValue, "bad-lifetime", "iat_ms"),
        ["iat_ms is not iat"] = (c => c["iat_ms"] = c["iat_ms"]!.GetValue<long>() + 5000, "bad-lifetime", "iat_ms"),
        ["wrong audience"] = (c => c["aud"] = "someone-else", "bad-signature", "audience 'fedgrains'"),
        ["no audience"] = (c => c.Remove("aud"), "bad-signature", "audience 'fedgrains'"),
        ["wrong method"] = (c => c["htm"] = "/fedgrains.v1.SiteGateway/Connect", "wrong-method", "/fedgrains.v1.SiteGateway/ReportFailure"),
        ["no method"] = (c => c.Remove("htm"), "wrong-method", "'htm'"),
        ["method is a number"] = (c => c["htm"] = 1, "wrong-method", "'htm'"),
        ["no id"] = (c => c.Remove("jti"), "no-id", "jti"),
        ["empty id"] = (c => c["jti"] = "", "no-id", "jti"),
        ["long id"] = (c => c["jti"] = new string('x', 65), "no-id", "at most 64"),
    };

    public static TheoryData<string> BadClaims => [.. s_badClaims.Keys];

    [Theory]
    [MemberData(nameof(BadClaims))]
    public async Task Call_BadClaim_IsRefused(string claim)
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        var (change, reason, says) = s_badClaims[claim];

        await Refused(site, site.Assertion(Method, change), reason, "authorization:", says);
        await Passes(site, site.Assertion(Method));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("HS256")]
    [InlineData("ES384")]
    [InlineData("another key")]
    [InlineData("DER")]
    [InlineData("cut short")]
    [InlineData("changed claim")]
    public async Task Call_BadSignature_IsRefused(string signature)
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var claims = site.Claims(Method);

        var assertion = signature switch
        {
            "none" => Assertions.Signed(Assertions.Header("none"), claims, _ => []),
            "HS256" => Assertions.Signed(Assertions.Header("HS256"), claims, input => HMACSHA256.HashData(site.Key.ExportSubjectPublicKeyInfo(), input)),
            "ES384" => Assertions.Signed(Assertions.Header("ES384"), claims, input => site.Key.SignData(input, HashAlgorithmName.SHA384)),
            "another key" => Assertions.Signed(Assertions.Header(), claims, other),
            "DER" => Assertions.Signed(Assertions.Header(), claims, input => site.Key.SignData(input, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            "cut short" => Assertions.Signed(Assertions.Header(), claims, input => site.Key.SignData(input, HashAlgorithmName.SHA256)[..63]),
            _ => Spliced(site),
        };

        await Refused(site, assertion, "bad-signature", "authorization:", site.Node.ToString());
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("a.b.c")]
    [InlineData("..")]
    [InlineData("a.b.c.d.e")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.bm90IGpzb24.AAAA")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOjF9.AAAA")]
    [InlineData("eyJhbGciOiJFUzI1NiJ9.W10.AAAA")]
    public async Task Call_Garbage_IsRefused(string assertion)
    {
        await using var site = new TestSite(coordinator, new(new("hospitals"), new("amber")));

        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, TestSite.With(assertion)))).Is(StatusCode.Unauthenticated, "bad-assertion", "authorization:", "iss");
    }

    [Fact]
    public async Task Call_TimeThatIsNone_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");

        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, TestSite.With(site.Assertion(Method, c => c["exp"] = "tomorrow"))))).Is(StatusCode.Unauthenticated, "bad-assertion", "authorization:");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Basic YW1iZXI6c2VjcmV0")]
    public async Task Call_NoAssertion_IsRefused(string? header)
    {
        await using var site = new TestSite(coordinator, new(new("hospitals"), new("amber")));
        var headers = new Metadata();
        if (header is not null) headers.Add("authorization", header);

        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, new(headers)))).Is(StatusCode.Unauthenticated, "no-assertion", "authorization:");
    }

    [Fact]
    public async Task Call_NotEnrolled_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        await federation.Invite("amber");
        var site = federation.Site("amber");

        await Refused(site, site.Assertion(Method), "not-enrolled", "authorization:", site.Node.ToString());
    }

    [Fact]
    public async Task Call_Revoked_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        await coordinator.Grain<INodeGrain>(site.Node.ToString()).Revoke();

        await Refused(site, site.Assertion(Method), "not-enrolled", "authorization:", "revoked");
    }

    [Fact]
    public async Task Call_InAnotherNodesName_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var (amber, birch) = (await federation.Enrol("amber"), await federation.Enrol("birch"));

        (await Assert.ThrowsAsync<RpcException>(() => Probe(amber, TestSite.With(amber.Assertion(Method, c => c["iss"] = birch.Node.ToString())))))
            .Is(StatusCode.Unauthenticated, "bad-signature", birch.Node.ToString()).IsAuditedAsClaimed(coordinator, birch.Node, Method);
    }

    [Fact]
    public async Task Call_SameAssertionAgain_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        var assertion = site.Assertion(Method);

        await Passes(site, assertion);
        await Refused(site, assertion, "replayed", "authorization:", "used before");
    }

    [Fact]
    public async Task Call_SameAssertionOnAnotherMethod_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        var assertion = site.Assertion(Method);
        await Passes(site, assertion);

        (await Assert.ThrowsAsync<RpcException>(async () => await site.Client.SubmitEvaluationAsync(new(), TestSite.With(assertion))))
            .Is(StatusCode.Unauthenticated, "wrong-method").IsAuditedAsClaimed(coordinator, site.Node, "SubmitEvaluation");
    }

    [Fact]
    public async Task Call_SameIdInAnotherAssertion_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        await Passes(site, site.Assertion(Method, c => c["jti"] = "one"));

        await Refused(site, site.Assertion(Method, c => c["jti"] = "one"), "replayed", "authorization:");
    }

    [Fact]
    public async Task Call_SameAssertionAtOnce_PassesOnce()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");
        var assertion = site.Assertion(Method);

        var reasons = await Task.WhenAll(Enumerable.Range(0, 16).Select(async _ => (await Assert.ThrowsAsync<RpcException>(() => Probe(site, TestSite.With(assertion)))).Trailers.GetValue(Refusals.ReasonTrailer)));

        Assert.Single(reasons, "no-round");
        Assert.Equal(15, reasons.Count(r => r == "replayed"));
    }

    [Fact]
    public async Task Call_AssertionThatOthersUsedTheIdOf_Passes()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var (amber, birch) = (await federation.Enrol("amber"), await federation.Enrol("birch"));

        await Passes(amber, amber.Assertion(Method, c => c["jti"] = "one"));
        await Passes(birch, birch.Assertion(Method, c => c["jti"] = "one"));
    }

    [Fact]
    public async Task Call_ClockALittleFast_Passes()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = await federation.Enrol("amber");

        await Passes(site, site.Assertion(Method, c => Times(c, 25, 85)));
    }

    // What a call without a round comes to, once its caller is known.
    private static async Task Passes(TestSite site, string assertion) =>
        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, TestSite.With(assertion)))).Is(StatusCode.NotFound, "no-round").IsAudited(site.Coordinator, site.Node, Method);

    private static async Task Refused(TestSite site, string assertion, string reason, params string[] says) =>
        (await Assert.ThrowsAsync<RpcException>(() => Probe(site, TestSite.With(assertion)))).Is(StatusCode.Unauthenticated, reason, says).IsAuditedAsClaimed(site.Coordinator, site.Node, Method);

    private static async Task Probe(TestSite site, CallOptions options) =>
        await site.Client.ReportFailureAsync(new() { Run = $"probe-{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)}", Round = 1, Reason = "none" }, options);

    private static void Times(JsonObject claims, int issued, int expires)
    {
        var now = claims["iat"]!.GetValue<long>();
        (claims["iat"], claims["exp"]) = (now + issued, now + expires);
        claims["iat_ms"] = (now + issued) * 1000;
    }

    // An honest assertion's signature under the claims of another node.
    private static string Spliced(TestSite site)
    {
        var (header, _, signature) = Parts(site.Assertion(Method));
        var (_, claims, _) = Parts(site.Assertion(Method, c => c["exp"] = c["exp"]!.GetValue<long>() - 1));

        return $"{header}.{claims}.{signature}";
    }

    private static (string Header, string Claims, string Signature) Parts(string assertion) => assertion.Split('.') is [var header, var claims, var signature] ? (header, claims, signature) : default;
}
