using FedGrains.Core.Nodes;
using FedGrains.Site.Auditing;
using FedGrains.Site.Identity;

using Google.Protobuf;

namespace FedGrains.Site.Gateway;

/// <summary>Spends the invitation's token on the site's key, once. After a crash the same key and token go again, and are answered alike.</summary>
internal sealed partial class Enrolment(SiteIdentity identity, GatewayClient gateway, SiteAudit audit, ILogger<Enrolment> logger)
{
    public async Task Ensure(CancellationToken cancellation)
    {
        if (identity.Token is not { } token) return;

        await audit.Enrolling(identity.Terms.Gateway, identity.Key.PublicKey);
        await gateway.Enrol(
            new()
            {
                Federation = identity.Node.Federation.Value,
                Node = identity.Node.Node.Value,
                Token = token,
                PublicKey = ByteString.CopyFrom(identity.Key.PublicKey),
                Proof = ByteString.CopyFrom(identity.Key.Sign(SiteStatements.Enrolment(identity.Node, token))),
            },
            cancellation);

        identity.Enrolled();
        LogEnrolled(identity.Node.Node, identity.Node.Federation);
    }
}
