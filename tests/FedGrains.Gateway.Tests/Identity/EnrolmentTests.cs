using System.Security.Cryptography;

using FedGrains.Contracts.Nodes;
using FedGrains.Core.Nodes;
using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;
using FedGrains.Protocol.V1;

using Google.Protobuf;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Identity;

public sealed class EnrolmentTests(SharedCoordinator coordinator)
{
    [Fact]
    public async Task Enrol_InvitedSite_MayCall()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = federation.Site("amber");

        var answer = await site.Enrol(await federation.Invite("amber"));

        Assert.Equal((federation.Id.Value, "amber"), (answer.Federation, answer.Node));
        await site.Connect();
    }

    [Fact]
    public async Task Enrol_SameTokenAndKeyAgain_IsAnsweredAlike()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var (site, token) = (federation.Site("amber"), await federation.Invite("amber"));

        Assert.Equal(await site.Enrol(token), await site.Enrol(token));
    }

    [Fact]
    public async Task Enrol_WrongToken_IsRefusedAndTheRightOneStillWorks()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var (site, token) = (federation.Site("amber"), await federation.Invite("amber"));

        await Refused(site, site.Enrolment(new string('0', 64)), StatusCode.PermissionDenied, "WrongToken", "token:", "new invitation");
        await site.Enrol(token);
    }

    [Fact]
    public async Task Enrol_NeverInvited_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = federation.Site("stranger");

        await Refused(site, site.Enrolment("token"), StatusCode.PermissionDenied, "WrongToken", "token:");
    }

    [Fact]
    public async Task Enrol_TokenOfAnotherNode_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        await federation.Invite("amber");
        var (site, token) = (federation.Site("amber"), await federation.Invite("birch"));

        await Refused(site, site.Enrolment(token), StatusCode.PermissionDenied, "WrongToken", "token:");
    }

    [Fact]
    public async Task Enrol_TokenSpentByAnotherKey_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var token = await federation.Invite("amber");
        await federation.Site("amber").Enrol(token);
        await using var thief = new TestSite(coordinator, federation["amber"].Node);

        await Refused(thief, thief.Enrolment(token), StatusCode.AlreadyExists, "TokenSpent", "token:", "another key");
        await federation["amber"].Connect();
    }

    [Fact]
    public async Task Enrol_InvitedAgain_OnlyTheNewTokenWorks()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = federation.Site("amber");
        var (old, current) = (await federation.Invite("amber"), await federation.Invite("amber"));

        await Refused(site, site.Enrolment(old), StatusCode.PermissionDenied, "WrongToken", "token:");
        await site.Enrol(current);
    }

    [Fact]
    public async Task Enrol_Revoked_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator);
        var (site, token) = (federation.Site("amber"), await federation.Invite("amber"));
        await coordinator.Grain<INodeGrain>(site.Node.ToString()).Revoke();

        await Refused(site, site.Enrolment(token), StatusCode.PermissionDenied, "Revoked", "node:", "revoked");
        Assert.Equal(InviteOutcome.Revoked, (await federation.Grain.Invite(site.Node.Node, TimeSpan.FromHours(1))).Outcome);
    }

    [Theory]
    [InlineData("another key's")]
    [InlineData("another token's")]
    [InlineData("another node's")]
    [InlineData("none")]
    [InlineData("cut short")]
    public async Task Enrol_BadProof_IsRefusedAndTheTokenIsNotSpent(string proof)
    {
        await using var federation = await TestFederation.Create(coordinator);
        var (site, token) = (federation.Site("amber"), await federation.Invite("amber"));
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = site.Enrolment(token);

        request.Proof = proof switch
        {
            "another key's" => TestSite.Proof(other, site.Node.ToString(), token),
            "another token's" => TestSite.Proof(site.Key, site.Node.ToString(), "token"),
            "another node's" => TestSite.Proof(site.Key, $"{federation.Id}/birch", token),
            "none" => ByteString.Empty,
            _ => ByteString.CopyFrom(request.Proof.Span[..63]),
        };

        await Refused(site, request, StatusCode.Unauthenticated, "bad-proof", "proof:", "signature");
        await site.Enrol(token);
    }

    public static TheoryData<string> Curves => ["nistP384", "nistP521", "secp256k1", "brainpoolP256r1"];

    [Theory]
    [MemberData(nameof(Curves))]
    public async Task Enrol_KeyOnAnotherCurve_IsRefused(string curve)
    {
        await using var federation = await TestFederation.Create(coordinator);
        var (site, token) = (federation.Site("amber"), await federation.Invite("amber"));
        using var own = site.Key;
        site.Key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));

        await Refused(site, site.Enrolment(token), StatusCode.InvalidArgument, "bad-key", "public_key:", "P-256");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(90)]
    [InlineData(92)]
    public async Task Enrol_KeyThatIsNone_IsRefused(int length)
    {
        await using var federation = await TestFederation.Create(coordinator);
        var site = federation.Site("amber");
        var request = site.Enrolment(await federation.Invite("amber"));
        request.PublicKey = ByteString.CopyFrom([.. request.PublicKey.Span[..Math.Min(length, 91)], .. new byte[Math.Max(0, length - 91)]]);

        await Refused(site, request, StatusCode.InvalidArgument, "bad-key", "public_key:");
    }

    [Theory]
    [InlineData("", "amber")]
    [InlineData("hospitals", "Amber")]
    [InlineData("hospitals/birch", "amber")]
    [InlineData("../hospitals", "amber")]
    [InlineData("hospitals", "amber\n")]
    public async Task Enrol_NameThatIsNone_IsRefused(string federation, string node)
    {
        await using var site = new TestSite(coordinator, new(new("hospitals"), new("amber")));
        var request = site.Enrolment("token");
        (request.Federation, request.Node) = (federation, node);

        var refusal = (await Assert.ThrowsAsync<RpcException>(() => site.Enrol(request))).Is(StatusCode.InvalidArgument, "bad-name", "federation, node:", "lower-case");
        refusal.IsAuditedAsClaimed(coordinator, null, "Enrol");
    }

    private static async Task Refused(TestSite site, EnrolRequest request, StatusCode status, string reason, params string[] says) =>
        (await Assert.ThrowsAsync<RpcException>(() => site.Enrol(request))).Is(status, reason, says).IsAuditedAsClaimed(site.Coordinator, site.Node, "Enrol");
}
