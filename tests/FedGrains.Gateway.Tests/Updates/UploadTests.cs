using FedGrains.Contracts.Rounds;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Gateway.Tests.Hosting;
using FedGrains.Gateway.Tests.Sites;
using FedGrains.Privacy.Sealing;

using Grpc.Core;

using RoundKey = FedGrains.Core.Identifiers.RoundKey;

namespace FedGrains.Gateway.Tests.Updates;

public sealed class UploadTests(SharedCoordinator coordinator)
{
    private const string Method = "UploadUpdate";

    [Fact]
    public async Task Upload_Honest_IsAskedForFromTheStartAndReceived()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);

        using var upload = site.BeginUpload();
        Assert.Equal(0, await upload.Open(work.Signed(site.Key)));
        await upload.Send(0, work.Sealed);

        Assert.Equal(work.Report.Update.Digest, (await upload.Receipt()).Digest);
        await federation.FinishRound(assignment);
    }

    // A header of 77 bytes, and chunks of 1024 and 16: what did not arrive whole has not arrived.
    [Theory]
    [InlineData(1, 0)]
    [InlineData(77, 0)]
    [InlineData(1116, 0)]
    [InlineData(1117, 1024)]
    [InlineData(1118, 1024)]
    [InlineData(2157, 2048)]
    [InlineData(3128, 2048)]
    public async Task Upload_Truncated_GoesOnFromTheChunk(int first, int received)
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, TestFederation.Long(), "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);

        using (var cut = site.BeginUpload())
        {
            await cut.Open(work.Signed(site.Key));
            await cut.Send(0, work.Sealed[..first]);
            await site.Refused(Method, cut.Receipt, StatusCode.InvalidArgument, "truncated", "update:", $"after {received} of 3004 bytes");
        }

        using var resumed = site.BeginUpload();
        Assert.Equal(received, await resumed.Open(work.Signed(site.Key)));
        await resumed.SendPieces(received, work.Seal(work.Bytes, received), piece: 11);

        Assert.Equal(work.Report.Update.Digest, (await resumed.Receipt()).Digest);
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_LineDropped_GoesOnFromWhatArrived()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, TestFederation.Long(), "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);

        using (var dropped = site.BeginUpload())
        {
            await dropped.Open(work.Signed(site.Key));
            await dropped.Send(0, work.Sealed[..1500]);
        }

        // The first call may still take in what arrived: whoever was told less is told so, and asks again.
        await Eventually.Be("the upload goes on", async () =>
        {
            try
            {
                await site.Send(work, piece: 11);
                return true;
            }
            catch (RpcException refusal) when (refusal.Trailers.GetValue(RefusalAssertions.ReasonTrailer) is "wrong-offset" or "superseded")
            {
                return false;
            }
        });
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_OtherBytesInTheSeal_IsRefusedAndNothingOfThemIsKept()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);
        using var upload = site.BeginUpload();
        await upload.Open(work.Signed(site.Key));
        await upload.Send(0, [.. work.Sealed[..120], .. new byte[29]]);

        await site.Refused(Method, upload.Receipt, StatusCode.InvalidArgument, "broken-seal", "update:", "does not open", "round_key");

        await site.Send(work);
        await federation.FinishRound(assignment);
    }

    // In another federation, run or round, as another node's, from another model, under another configuration or roster, to another key: it does not open.
    [Fact]
    public async Task Upload_SealedForElsewhere_IsRefused()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);
        var other = new string('a', 64);
        using var otherKey = HpkeKeyPair.Generate(System.Security.Cryptography.RandomNumberGenerator.Create());

        Func<SealContext, SealContext>[] elsewhere =
        [
            c => c with { Federation = "other" }, c => c with { Run = "other" }, c => c with { Round = 2 }, c => c with { Node = "birch" },
            c => c with { BaseModel = other }, c => c with { Configuration = other }, c => c with { Roster = other },
        ];

        foreach (var context in elsewhere) await IsRefused(work.Seal(work.Bytes, elsewhere: context));
        await IsRefused(work.Seal(work.Bytes, to: otherKey.PublicKey));
        await IsRefused(work.Bytes);
        await federation.FinishRound(assignment);

        async Task IsRefused(byte[] wire)
        {
            // Unsealed it is too short for a header.
            var refusal = await Assert.ThrowsAsync<RpcException>(() => site.Put(work.Signed(site.Key), "0", wire));
            refusal.Is(StatusCode.InvalidArgument, wire.Length < SealedUpdateFormat.HeaderSize ? "truncated" : "broken-seal");
        }
    }

    [Fact]
    public async Task Upload_OfAnotherSitesSealedUpdate_IsRefused()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (amber, birch) = (new Work(federation["amber"].Node, assignment), new Work(federation["birch"].Node, assignment));

        await federation["birch"].Refused(Method, () => federation["birch"].Put(birch.Signed(federation["birch"].Key), "0", amber.Sealed), StatusCode.InvalidArgument, "broken-seal", "another round, node");
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_ChunksInAnotherOrder_IsRefused()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, TestFederation.Long(), "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);
        var wire = work.Sealed;

        await site.Refused(Method, () => site.Put(work.Signed(site.Key), "0", [.. wire[..77], .. wire[1117..2157], .. wire[77..1117], .. wire[2157..]]), StatusCode.InvalidArgument, "broken-seal");
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_AfterTheEnd_IsRefusedAndWhatCameBeforeIsKept()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);
        using var upload = site.BeginUpload();
        await upload.Open(work.Signed(site.Key));
        await upload.Send(0, work.Sealed);

        await site.Refused(Method, async () => { await upload.Send(56, [1]); await upload.Receipt(); }, StatusCode.InvalidArgument, "oversized", "update:", "after the 56 bytes");

        using var again = site.BeginUpload();
        Assert.Equal(56, await again.Open(work.Signed(site.Key)));
        await again.Receipt();
        await federation.FinishRound(assignment);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1023)]
    [InlineData(1025)]
    [InlineData(2048)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    public async Task Upload_WrongOffset_IsRefused(long offset)
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, TestFederation.Long(), "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);

        using (var cut = site.BeginUpload())
        {
            await cut.Open(work.Signed(site.Key));
            await cut.Send(0, work.Sealed[..1117]);
            (await Assert.ThrowsAsync<RpcException>(cut.Receipt)).Is(StatusCode.InvalidArgument, "truncated");
        }

        using var upload = site.BeginUpload().Unasked(work.Signed(site.Key));
        await upload.Send(offset, work.Seal(work.Bytes, from: 1024));
        await site.Refused(Method, upload.Receipt, StatusCode.InvalidArgument, "wrong-offset", $"Fedgrains-Offset: {offset}", "the next byte is 1024");
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_OffsetThatIsNoNumber_IsRefused()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);

        await site.Refused(Method, () => site.Put(work.Signed(site.Key), "a few", work.Sealed), StatusCode.InvalidArgument, "wrong-offset", "'a few'");
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_Unasked_IsReceived()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);
        using var upload = site.BeginUpload().Unasked(work.Signed(site.Key));
        await upload.SendPieces(0, work.Sealed, piece: 56);

        Assert.Equal(work.Report.Update.Digest, (await upload.Receipt()).Digest);
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_OtherBytesThanReported_AreThrownAwayAndARetryStartsAfresh()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);

        await site.Refused(Method, () => site.Send(work, new byte[56]), StatusCode.InvalidArgument, "wrong-digest", "update.digest:", work.Report.Update.Digest, "from the start");

        using var again = site.BeginUpload();
        Assert.Equal(0, await again.Open(work.Signed(site.Key)));
        await again.Send(0, work.Sealed);
        await again.Receipt();
        await federation.FinishRound(assignment);
    }

    [Fact]
    public async Task Upload_SecondCall_TakesTheUploadOver()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);
        using var first = site.BeginUpload();
        var wire = work.Sealed;
        await first.Open(work.Signed(site.Key));
        await first.Send(0, wire[..100]);
        await coordinator.TakesIn(site.Node, work);

        await site.Send(work);

        await site.Refused(Method, async () => { await first.Send(0, wire[100..]); await first.Receipt(); }, StatusCode.Aborted, "superseded", "upload:", "another call");
        await federation.FinishRound(assignment);
    }

    // Nothing; a length of which nothing follows; lengths that no report has; a report that is none.
    [Theory]
    [InlineData("")]
    [InlineData("010000")]
    [InlineData("05000000")]
    [InlineData("0500000001020304")]
    [InlineData("00000000")]
    [InlineData("ffffffff")]
    [InlineData("00001001")]
    [InlineData("03000000ffffff")]
    public async Task Upload_NoReportFirst_IsRefused(string body)
    {
        await using var federation = await TestFederation.Create(coordinator, "amber");
        var site = federation["amber"];

        await site.Refused(Method, () => site.Put("0", Convert.FromHexString(body)), StatusCode.InvalidArgument, "no-report", "body:");
    }

    [Fact]
    public async Task Upload_SubmittedBefore_GetsTheSameReceiptAndIsAskedForNothing()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);
        var receipt = await site.Send(work);
        await Eventually.Be("the clock goes on", () => Task.FromResult(coordinator.Clock.GetUtcNow().ToUnixTimeMilliseconds() > receipt.AcceptedUnixMs + 5));

        using var again = site.BeginUpload();
        Assert.Equal(56, await again.Open(work.Signed(site.Key)));

        Assert.Equal(receipt, await again.Receipt());
        var round = await federation.FinishRound(assignment);
        Assert.Equal(2 * 56, round.Traffic.Up);
    }

    [Fact]
    public async Task Upload_SubmittedBeforeAndTheRoundIsOver_GetsTheSameReceipt()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);
        var receipt = await site.Send(work);
        await federation.RoundEnded(1);

        Assert.Equal(receipt, await site.Send(work));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Upload_SomethingElseAfterwards_IsEquivocation(bool roundIsOver)
    {
        string[] sites = roundIsOver ? ["amber"] : ["amber", "birch"];
        var (federation, assignment) = await TestFederation.InRound(coordinator, sites);
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);
        await site.Send(work);
        if (roundIsOver) await federation.RoundEnded(1);

        await site.Refused("OpenUpdate", () => site.Send(new Work(site.Node, assignment, new int[14])), StatusCode.AlreadyExists, "Equivocation", "update.digest:", "once a round");

        if (!roundIsOver) await federation.FinishRound(assignment);
        Assert.Equal(work.Report.Update.Digest, (await federation.RoundEnded(1)).Contributors[0].Submission.Value);
    }

    [Fact]
    public async Task Upload_RoundClosedWithoutTheSite_IsRefused()
    {
        await using var federation = await TestFederation.Create(coordinator, "amber", "birch");
        await federation.StartRun(TestFederation.Configuration() with { MinimumNodes = 1 });
        var assignment = await federation.Assigned();
        var (amber, birch) = (federation["amber"], federation["birch"]);
        await amber.ReportFailure(assignment.Run, assignment.Round, "The disk is full.");
        await birch.Send(new Work(birch.Node, assignment));
        var round = await federation.RoundEnded(1);

        Assert.Equal("The disk is full.", Assert.Single(round.Absences).Reason);
        await amber.Refused("OpenUpdate", () => amber.Send(new Work(amber.Node, assignment)), StatusCode.FailedPrecondition, "Closed", "round:", "has closed");
    }

    [Fact]
    public async Task Upload_Received_IsInTheRoundWithTheEvidence()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);
        var report = work.Signed(site.Key);
        using var upload = site.BeginUpload();
        await upload.SendPieces(await upload.Open(report), work.Sealed, piece: 20);
        await upload.Receipt();

        var round = await coordinator.Grain<IRoundGrain>(new RoundKey(new(federation.Id, new(assignment.Run)), assignment.Round).ToString()).Describe();
        var receipt = round!.Receipt(new NodeId("amber"))!;

        Assert.Equal(RoundPhase.Collecting, round.Phase);
        Assert.Equal((report.Report.ToBase64(), report.Signature.ToBase64()), (receipt.Submission.Report, receipt.Submission.Signature));
    }

    [Fact]
    public async Task Upload_ReportWithoutATrainingLoss_IsReceivedAndHasNone()
    {
        var (federation, assignment) = await TestFederation.InRound(coordinator, "amber", "birch");
        await using var _ = federation;
        var (site, work) = Honest(federation, assignment);
        work.Report.Update.ClearTrainingLoss();
        await site.Send(work);

        var round = await coordinator.Grain<IRoundGrain>(new RoundKey(new(federation.Id, new(assignment.Run)), assignment.Round).ToString()).Describe();

        Assert.Null(round!.Receipt(new NodeId("amber"))!.Submission.Update!.TrainingLoss);
    }

    private static (TestSite Site, Work Work) Honest(TestFederation federation, Protocol.V1.Assignment assignment) => (federation["amber"], new(federation["amber"].Node, assignment));
}
