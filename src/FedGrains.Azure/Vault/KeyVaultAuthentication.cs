using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace FedGrains.Azure.Vault;

/// <summary>
/// Key Vault's own way of signing in: the first request to a vault goes without a token and without its body; the answer says which
/// tenant issues tokens for it, and the request is sent again. The challenge is remembered for each host and used for no other.
/// </summary>
/// <param name="identity">Where tokens come from.</param>
/// <param name="verifyResource">Whether a vault must be of the domain that it asks a token for.</param>
internal sealed class KeyVaultAuthentication(TokenCredential identity, bool verifyResource) : BearerTokenAuthenticationPolicy(identity, (string[])[])
{
    private const string Header = "WWW-Authenticate";
    private const string HeldBody = "FedGrains.KeyVault.Body";

    private readonly ConcurrentDictionary<string, AuthenticationChallenge> _challenges = new(StringComparer.OrdinalIgnoreCase);

    protected override void AuthorizeRequest(HttpMessage message)
    {
        if (Known(message) is { } context) AuthenticateAndAuthorizeRequest(message, context);
    }

    protected override ValueTask AuthorizeRequestAsync(HttpMessage message) =>
        Known(message) is { } context ? AuthenticateAndAuthorizeRequestAsync(message, context) : ValueTask.CompletedTask;

    protected override bool AuthorizeRequestOnChallenge(HttpMessage message)
    {
        if (Challenged(message) is not { } context) return false;

        AuthenticateAndAuthorizeRequest(message, context);
        return true;
    }

    protected override async ValueTask<bool> AuthorizeRequestOnChallengeAsync(HttpMessage message)
    {
        if (Challenged(message) is not { } context) return false;

        await AuthenticateAndAuthorizeRequestAsync(message, context);
        return true;
    }

    private TokenRequestContext? Known(HttpMessage message)
    {
        if (message.Request.Uri.Scheme != Uri.UriSchemeHttps) throw new InvalidOperationException($"'{message.Request.Uri.Host}' is not asked without TLS: a token would be sent for all to see. Use the vault's https address.");

        if (_challenges.TryGetValue(HostOf(message), out var challenge))
        {
            RestoreBody(message);
            return Context(message, challenge);
        }

        HoldBody(message);
        return null;
    }

    private TokenRequestContext? Challenged(HttpMessage message)
    {
        RestoreBody(message);
        var header = message.Response.Headers.TryGetValue(Header, out var value) ? value : null;

        if (AuthenticationChallenge.Claims(header) is { } claims && _challenges.TryGetValue(HostOf(message), out var known)) return Context(message, known, claims);

        if (AuthenticationChallenge.Read(header) is not { } challenge) return null;

        Verify(challenge, message.Request.Uri.Host ?? "");
        _challenges[HostOf(message)] = challenge;

        return Context(message, challenge);
    }

    private void Verify(AuthenticationChallenge challenge, string host)
    {
        if (verifyResource && !challenge.IsFor(host))
            throw new InvalidOperationException($"'{host}' asks for a token for '{challenge.Scope}', which is not its own domain: it is not given one. Look at the vault's address.");
    }

    private static TokenRequestContext Context(HttpMessage message, AuthenticationChallenge challenge, string? claims = null) =>
        new([challenge.Scope], message.Request.ClientRequestId, claims, challenge.Tenant, isCaeEnabled: true);

    private static void HoldBody(HttpMessage message)
    {
        if (message.Request.Content is not { } body) return;

        message.SetProperty(HeldBody, body);
        message.Request.Content = null;
    }

    private static void RestoreBody(HttpMessage message)
    {
        if (message.Request.Content is null && message.TryGetProperty(HeldBody, out var body)) message.Request.Content = (RequestContent?)body;
    }

    private static string HostOf(HttpMessage message) => $"{message.Request.Uri.Host}:{message.Request.Uri.Port}";
}
