using System.Security.Cryptography;

using FedGrains.Core.Runs;
using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;
using FedGrains.Privacy.SecureAggregation;

using Google.Protobuf;

using Grpc.Core;

namespace FedGrains.Gateway.Tests.Masking;

/// <summary>Messages of secure aggregation that do not belong where they are sent. Each is refused with a sentence, and in the audit trail.</summary>
public sealed class ExchangeTests(SharedCoordinator coordinator)
{
    [Fact]
    public async Task Exchange_WithoutAssertion_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");

        (await Assert.ThrowsAsync<RpcException>(async () => await federation["amber"].Client.ExchangeAsync(new()))).Is(StatusCode.Unauthenticated, "no-assertion");
    }

    [Theory]
    [InlineData("")]
    [InlineData("run")]
    public async Task Exchange_AnyBytes_AreNoMessage(string run)
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");

        foreach (var length in new[] { 0, 1, 6, 300, 100_000 })
            await Refused(federation["amber"], run, RandomNumberGenerator.GetBytes(length), StatusCode.InvalidArgument, "Malformed");
    }

    [Fact]
    public async Task Exchange_RunThatIsNoName_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");

        await Refused(federation["amber"], "../other", [1], StatusCode.InvalidArgument, "bad-run", "'../other'");
    }

    [Fact]
    public async Task Exchange_KeysForARunThatMasksNothing_AreRefused()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;

        await Refused(federation["amber"], assignment.Run, Signed(federation, scope => new ShareReceipt(scope, new(1, 1), Digest(2), 0, [0])), StatusCode.FailedPrecondition, "NotNow");
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Exchange_SharesOfARoundThatIsNotOpen_AreRefused()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");

        await Refused(
            federation["amber"],
            "run",
            Signed(federation, scope => new SurvivorSignature(scope, 7, Digest(1), Digest(2), 0, new(1, Digest(3)))),
            StatusCode.FailedPrecondition,
            "NotNow",
            "no masked round 7");
    }

    [Fact]
    public async Task Exchange_SignatureOfARosterThatNobodyProposed_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        var signature = new byte[64];

        var refusal = await Assert.ThrowsAsync<RpcException>(() => Send(federation["amber"], "", signature));
        Assert.True(refusal.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition);
        refusal.IsAudited(coordinator, federation["amber"].Node, "Exchange");
    }

    [Fact]
    public async Task Upload_MaskedInAPlainRound_IsRefused()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var site = federation["amber"];
        var work = new Work(site.Node, assignment).But(r => r.Update.MaskedUpload = ByteString.CopyFrom(1, 2, 3));

        await site.Refused("OpenUpdate", () => site.Send(work), StatusCode.FailedPrecondition, "WrongForm", "update.masked_upload");
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Run_ThatIsToBeMasked_DoesNotStartWithoutARoster()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber", "birch", "cedar");

        var faults = (await federation.Grain.StartRun(new(TestFederation.RunName), TestFederation.Configuration() with { SecureAggregation = new SecureAggregationPlan() })).Faults;
        Assert.Contains(faults, f => f.Contains("roster", StringComparison.Ordinal));
    }

    private static Task<RpcException> Refused(TestSite site, string run, byte[] message, StatusCode status, string reason, params string[] says) =>
        site.Refused("Exchange", () => Send(site, run, message), status, reason, says);

    private static async Task Send(TestSite site, string run, byte[] message) =>
        await site.Client.ExchangeAsync(new() { Run = run, Message = ByteString.CopyFrom(message) }, site.Call("Exchange"));

    private static byte[] Signed<T>(TestFederation federation, Func<Scope, T> statement)
        where T : IWireMessage<T>
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        return WireMessage.Encode(Statement.Sign(statement(new(FederationName.Parse(federation.Id.Value), 1, Digest(9))), new EcdsaStatementSigner(key)));
    }

    private static Sha256Digest Digest(byte value) => Sha256Digest.Of([value]);
}
