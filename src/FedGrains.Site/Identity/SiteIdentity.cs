using FedGrains.Core.Identifiers;
using FedGrains.Site.Configuration;

namespace FedGrains.Site.Identity;

/// <summary>Who the site is, with which key, and whose gateway it dials.</summary>
internal sealed class SiteIdentity : IDisposable
{
    private readonly string _recordPath;
    private readonly SiteInvitation? _invitation;

    private SiteIdentity(SiteFolders folders, EnrolmentRecord terms, SiteInvitation? invitation)
    {
        (_recordPath, Terms, _invitation) = (folders.Enrolment, terms, invitation);
        Key = SiteKey.OpenOrCreate(folders.Key);
    }

    public SiteKey Key { get; }

    public NodeKey Node => new(Terms.Federation, Terms.Node);

    public EnrolmentRecord Terms { get; }

    /// <summary>The token to enrol with; null once the site is enrolled.</summary>
    public string? Token => File.Exists(_recordPath) ? null : _invitation?.Token;

    public static SiteIdentity Open(SiteOptions options, SiteFolders folders)
    {
        var record = EnrolmentRecord.Find(folders.Enrolment);
        var invitation = record is null ? Invitation(options) : null;
        var terms = record ?? new(invitation!.Gateway, invitation.Federation, invitation.Node, invitation.CertificateAuthority);

        if (options.Gateway is { } gateway) terms = terms with { Gateway = gateway };
        if (GatewayAddress.Fault(terms.Gateway, options.Plaintext) is { } fault) throw new SiteIdentityException($"gateway: {fault}");

        return terms.Gateway.Scheme == Uri.UriSchemeHttp || !string.IsNullOrWhiteSpace(terms.CertificateAuthority)
            ? new(folders, terms, invitation)
            : throw new SiteIdentityException("The invitation has no certificateAuthority, so that the site cannot tell the gateway from an impostor. Ask for a complete invitation.");
    }

    /// <summary>Notes durably that the site is enrolled.</summary>
    public void Enrolled() => Terms.Save(_recordPath);

    public void Dispose() => Key.Dispose();

    private static SiteInvitation Invitation(SiteOptions options) => options.Invitation is { } path
        ? SiteInvitation.Load(path)
        : throw new SiteIdentityException("The site is not enrolled, and its configuration names no invitation. Ask the federation's operator for one and name it under 'invitation'.");
}
