using System.Security.Cryptography;
using System.Text;

using FedGrains.Contracts.Nodes;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Gateway.Refusals;
using FedGrains.Protocol.V1;

using Microsoft.AspNetCore.Http;

namespace FedGrains.Gateway.Identity;

/// <summary>Lets a site in with its one-time token, once it has proved that it holds the key it shows.</summary>
internal sealed class Enrolment(IGrainFactory grains)
{
    public async System.Threading.Tasks.Task<EnrolResponse> Enrol(EnrolRequest request, HttpContext call)
    {
        var node = Node(request);
        SiteCaller.Claim(call, node);

        using var key = SitePublicKeys.Import(request.PublicKey.ToByteArray())
            ?? throw Refusal.Invalid("bad-key", "public_key: send a P-256 key as SubjectPublicKeyInfo (RFC 5480).");

        if (!key.VerifyData(SiteStatements.Enrolment(node, request.Token), request.Proof.Span, HashAlgorithmName.SHA256))
            throw Refusal.Unauthenticated("bad-proof", "proof: it is not the key's signature of this enrolment.");

        var token = Digest.Of(Encoding.UTF8.GetBytes(request.Token));
        var outcome = await grains.GetGrain<INodeGrain>(node.ToString()).Enrol(token, request.PublicKey.ToBase64());

        return outcome is EnrolOutcome.Enrolled or EnrolOutcome.AlreadyEnrolled
            ? new() { Federation = node.Federation.Value, Node = node.Node.Value }
            : throw Refusal.Of(outcome.ToStatus(), outcome.ToString(), outcome.Explain());
    }

    private static NodeKey Node(EnrolRequest request)
    {
        try
        {
            return new(FederationId.Parse(request.Federation), NodeId.Parse(request.Node));
        }
        catch (FormatException exception)
        {
            throw Refusal.Invalid("bad-name", $"federation, node: {exception.Message}");
        }
    }
}
