namespace FedGrains.Core.Nodes;

/// <summary>
/// The claims of the short-lived JWT (RFC 7519, ES256) that opens every call of a site but enrolment:
/// <c>iss</c> = {federation}/{node}, <c>aud</c>, <c>iat</c>, <c>exp</c>, <c>jti</c> and, as in RFC 9449, <c>htm</c> = the method it is good for.
/// </summary>
public static class SiteAssertion
{
    /// <summary>The audience of every assertion.</summary>
    public const string Audience = "fedgrains";

    /// <summary>The claim that names the full gRPC method.</summary>
    public const string MethodClaim = "htm";

    /// <summary>The optional claim that gives <c>iat</c> in Unix milliseconds, so that a site need not wait out the second in which a coordinator restarted.</summary>
    public const string IssuedAtMillisecondsClaim = "iat_ms";

    /// <summary>How long an assertion is good for.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromSeconds(60);

    /// <summary>How far a site's clock may be off.</summary>
    public static TimeSpan ClockTolerance { get; } = TimeSpan.FromSeconds(30);
}
