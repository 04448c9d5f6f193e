using System.Text.Json;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Json;

namespace FedGrains.Site.Identity;

/// <summary>The file that a federation's operator gives to a site: where to enrol, as whom, and with what token.</summary>
/// <param name="Gateway">The gateway's address.</param>
/// <param name="Federation">The federation.</param>
/// <param name="Node">The site's place in it.</param>
/// <param name="Token">Good for one enrolment.</param>
/// <param name="CertificateAuthority">PEM: whoever the gateway's certificate must come from. Absent where the gateway is http://.</param>
/// <param name="Expires">Until when the token is good.</param>
public sealed record SiteInvitation(Uri Gateway, FederationId Federation, NodeId Node, string Token, string? CertificateAuthority, DateTimeOffset? Expires)
{
    /// <summary>Reads the file. Throws a <see cref="SiteIdentityException"/> that says what is wrong with it.</summary>
    public static SiteInvitation Load(string path)
    {
        if (!File.Exists(path)) throw new SiteIdentityException($"The invitation '{path}' does not exist. Ask the federation's operator for one and name it in the site configuration.");

        try
        {
            var invitation = JsonSerializer.Deserialize<SiteInvitation>(File.ReadAllBytes(path), CoreJson.Options);

            return invitation is { Gateway: not null, Federation.Value: not null, Node.Value: not null, Token.Length: > 0 }
                ? invitation
                : throw new SiteIdentityException($"The invitation '{path}' is incomplete: it needs gateway, federation, node and token.");
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new SiteIdentityException($"The invitation '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>The node only; the token is a secret.</summary>
    public override string ToString() => $"{nameof(SiteInvitation)} of {Federation}/{Node}";
}
