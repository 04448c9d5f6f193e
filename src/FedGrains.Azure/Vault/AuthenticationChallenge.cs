using System.Text.RegularExpressions;

namespace FedGrains.Azure.Vault;

/// <summary>What a vault asks for in <c>WWW-Authenticate: Bearer …</c>: a token for a resource, from a tenant.</summary>
/// <param name="Scope">The scope to ask a token for.</param>
/// <param name="Tenant">The tenant that issues it; null when the vault names none.</param>
internal sealed partial record AuthenticationChallenge(string Scope, string? Tenant)
{
    private const string Scheme = "Bearer ";

    /// <summary>The challenge in a header; null when it names no resource. Older vaults say <c>authorization_uri</c> and <c>scope</c>.</summary>
    public static AuthenticationChallenge? Read(string? header)
    {
        var resource = Parameter(header, "resource");
        var scope = resource is null ? Parameter(header, "scope") : resource + "/.default";

        return scope is null ? null : new(scope, TenantOf(Parameter(header, "authorization") ?? Parameter(header, "authorization_uri")));
    }

    /// <summary>The claims that a token must have in addition, as JSON; null when none are asked for (continuous access evaluation).</summary>
    public static string? Claims(string? header)
    {
        if (Parameter(header, "error") is not "insufficient_claims" || Parameter(header, "claims") is not { } claims) return null;

        try
        {
            return System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(claims));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    /// <summary>Whether a host belongs to the resource: a token for it is sent to no other.</summary>
    public bool IsFor(string host) => Uri.TryCreate(Scope, UriKind.Absolute, out var resource) && host.EndsWith("." + resource.Host, StringComparison.OrdinalIgnoreCase);

    private static string? Parameter(string? header, string name)
    {
        if (header?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) is not true) return null;

        var match = Parameters().Matches(header[Scheme.Length..]).FirstOrDefault(m => m.Groups["name"].ValueSpan.Equals(name, StringComparison.OrdinalIgnoreCase));

        return match?.Groups["value"].Value;
    }

    private static string? TenantOf(string? authorization) =>
        Uri.TryCreate(authorization, UriKind.Absolute, out var uri) && uri.Segments.Length > 1 ? uri.Segments[1].TrimEnd('/') : null;

    [GeneratedRegex("""(?<name>[A-Za-z_]+)\s*=\s*"?(?<value>[^",]*)"?""", RegexOptions.CultureInvariant)]
    private static partial Regex Parameters();
}
