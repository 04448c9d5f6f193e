using FedGrains.Cli.CommandLine;
using FedGrains.Cli.Coordinators;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Site.Identity;

namespace FedGrains.Cli.Sites;

/// <summary>Issues invitations: the file that an operator hands to a hospital, once and by a trusted way.</summary>
internal static class Invitations
{
    /// <summary>Invites a node and writes the file, which only its owner can read: the token in it is a secret.</summary>
    public static async Task<SiteInvitation> Issue(CoordinatorClient coordinator, NodeKey node, TimeSpan lifetime, string path)
    {
        var issued = await coordinator.Federation(node.Federation).Invite(node.Node, lifetime);
        if (issued is not { Outcome: InviteOutcome.Invited, Token: { } token }) throw Refusal(node, issued.Outcome);

        var authority = coordinator.Endpoints.CertificateAuthority is { } certificate ? await File.ReadAllTextAsync(certificate) : null;
        var invitation = new SiteInvitation(new(coordinator.Endpoints.Gateway), node.Federation, node.Node, token, authority, issued.Expires);
        await OwnFile.Write(path, Terminal.ToJson(invitation) + '\n', CancellationToken.None);

        return invitation;
    }

    private static CommandException Refusal(NodeKey node, InviteOutcome outcome) => outcome switch
    {
        InviteOutcome.AlreadyEnrolled => new($"The node '{node}' has enrolled; it needs no invitation."),
        InviteOutcome.Revoked => new($"The node '{node}' was shut out. Invite the institution under another name."),
        InviteOutcome.Invited => new($"The invitation of '{node}' came without a token. Invite it again."),
    };
}
