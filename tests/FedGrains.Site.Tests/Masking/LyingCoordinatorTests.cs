using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Protocol.V1;
using FedGrains.Site.Configuration;
using FedGrains.Site.Tests.Testing;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Masking;

/// <summary>A coordinator that lies to the site's real host: it is refused, the refusal is told where a round is concerned, and nothing leaves.</summary>
public sealed class LyingCoordinatorTests : MaskedSiteTests
{
    private readonly PeerSite _stranger = new("stranger");

    [Fact]
    public async Task Invitation_ThatTheCoordinatorsKeyDidNotSign_MakesNoKeys()
    {
        Federation.OnTheWay = message => Resign(message, _stranger.Signer);
        await using var site = await Start();
        await Federation.Exchanges.Next();
        await Refused("BatchInvitation: the signature is not the coordinator's.");

        Federation.OnTheWay = message => message;
        Federation.Resend();
        await Federation.Ready.Next();

        Assert.Equal(1, Sent(MessageKind.KeyAdvertisement));
    }

    [Fact]
    public async Task Keys_WithOneSwapped_AreDealtNoShares()
    {
        Federation.OnTheWay = message => SwapKey(message);
        await using var site = await Start();
        await Refused("KeyAdvertisement: the signature is not that of cardiff.");

        Federation.OnTheWay = message => message;
        Federation.Resend();
        await Federation.Ready.Next();

        Assert.Equal(1, Sent(MessageKind.ShareDelivery));
    }

    [Fact]
    public async Task Keys_OfTwoSets_AreDealtSharesOnce()
    {
        await using var site = await StartReady();
        var keys = Federation.Setup!.Keys!.Keys;

        Federation.Send(WireMessage.Encode(new KeySet(keys.Advertisements.RemoveAt(3))));
        await Refused("There are two sets of keys for rounds 1-5.");

        Assert.Equal(1, Sent(MessageKind.ShareDelivery));
    }

    public static TheoryData<string, string> OtherTasks() => new()
    {
        { "model", "Round 1 is for model" },
        { "configuration", "Round 1 is for configuration" },
        { "lanes", "Round 1 sums 4 lanes of 32 bits, and this site has 5 of 32." },
        { "signer", "RoundStart: the signature is not the coordinator's." },
        { "nonsense", "This is a message of kind" },
    };

    [Theory]
    [MemberData(nameof(OtherTasks))]
    public async Task Round_ForSomethingElseThanWasAssigned_IsRefusedBeforeTraining(string lie, string sentence)
    {
        await using var site = await StartReady();
        Federation.Assign("run", 1, invitation: bytes => Lie(WireMessage.Parse<RoundInvitation>(bytes), lie));

        await IsGivenUp(sentence);
    }

    [Fact]
    public async Task Round_OfTwoStarts_IsBegunOnce()
    {
        await using var site = await StartReady();
        Federation.Assign("run", 1);
        await Federation.Sums.Next();
        var (uploads, trained) = (Coordinator.Uploads.Count, Trainer.Trained);
        var (start, task) = (Federation.Round!.Start, FakeCoordinator.TaskOf("patients") with { Masking = Federation.Masking });

        Coordinator.Assign("run", 2, task: task, invitation: Invite(start with { Participants = start.Participants.RemoveAt(3) }));

        await IsGivenUp("There are two starts of round 1. The first stands.", uploads, trained);
    }

    [Fact]
    public async Task Round_OverAModelThatWasOpened_IsRefused()
    {
        await using var site = await StartReady();
        Federation.Assign("run", 1);
        await Federation.Sums.Next();
        var (uploads, trained) = (Coordinator.Uploads.Count, Trainer.Trained);
        var (start, task) = (Federation.Round!.Start, FakeCoordinator.TaskOf("patients") with { Masking = Federation.Masking });

        Coordinator.Assign("run", 2, task: task, invitation: Invite(start with { Round = 2, Participants = start.Participants.RemoveAt(3) }));

        await IsGivenUp("A sum over this model and configuration was opened before", uploads, trained);
    }

    [Fact]
    public async Task Survivors_TooFew_AreNotSigned()
    {
        await using var site = await StartCollected();

        Federation.Send(WireMessage.Encode(new SurvivorList(Federation.Round!.Transcript.Survivors.Uploads[..2])));

        await IsTold("2 sites survived round 1; it takes 3 to open a sum.");
        Assert.Equal(0, Sent(MessageKind.SurvivorSignature));
    }

    [Fact]
    public async Task Survivors_WithAnUploadThatItsMakerDidNotSign_AreNotSigned()
    {
        await using var site = await StartCollected();
        var uploads = Federation.Round!.Transcript.Survivors.Uploads;

        Federation.Send(WireMessage.Encode(new SurvivorList(uploads.SetItem(0, Statement.Sign(uploads[0].Body, _stranger.Signer)))));

        await IsTold("MaskedUpload: the signature is not that of cardiff.");
        Assert.Equal(0, Sent(MessageKind.SurvivorSignature));
    }

    [Fact]
    public async Task Survivors_OfTwoLists_AreSignedOnce()
    {
        await using var site = await StartCollected();
        var list = Federation.Round!.Transcript.Survivors;
        Federation.Send(WireMessage.Encode(list));
        await Until.True(() => Sent(MessageKind.SurvivorSignature) == 1);

        Federation.Send(WireMessage.Encode(new SurvivorList(list.Uploads.RemoveAt(3))));

        await IsTold("The journal of leeds holds another list of survivors of round 1. The first stands.");
        Assert.Equal(1, Sent(MessageKind.SurvivorSignature));
    }

    [Fact]
    public async Task Shares_WithoutEnoughSignatures_AreNotReleased()
    {
        Federation.OnTheWay = Without(MessageKind.UnmaskRequest);
        await using var site = await StartUploaded();
        await Until.True(() => Federation.Round!.Phase is AggregationPhase.Releasing);

        Federation.Send(WireMessage.Encode(new UnmaskRequest(Federation.Round!.Transcript.Signatures.Signatures[..2])));

        await IsTold("2 survivors signed the list of round 1; it takes 3.");
        Assert.Equal(0, Sent(MessageKind.ShareRelease));
    }

    [Fact]
    public async Task Shares_ForAnotherListThanWasSigned_AreNotReleased()
    {
        Federation.OnTheWay = Without(MessageKind.UnmaskRequest);
        await using var site = await StartUploaded();
        await Until.True(() => Federation.Round!.Phase is AggregationPhase.Releasing);
        var signatures = Federation.Round!.Transcript.Signatures.Signatures;
        var other = signatures[0].Body with { Survivors = Sha256Digest.Of("another list"u8) };

        Federation.Send(WireMessage.Encode(new UnmaskRequest(signatures.SetItem(0, Statement.Sign(other, Federation.Peers[0].Signer)))));

        await IsTold("cardiff was shown another list of survivors of round 1. The coordinator is not telling all sites the same.");
        Assert.Equal(0, Sent(MessageKind.ShareRelease));
    }

    [Fact]
    public async Task StateFromACopy_IsNoticed_AndTheSiteTakesPartAgainFromTheNextBatch()
    {
        await using (await StartReady())
        {
        }

        var copy = File.ReadAllBytes(StateFile());

        await using (await Start())
        {
            Federation.Assign("run", 1);
            await Federation.Sums.Next();
        }

        File.WriteAllBytes(StateFile(), copy);
        await using var site = await Start();
        Federation.Assign("run", 2, FakeCoordinator.TaskOf("patients") with { Seed = 2 });

        Assert.Contains("its state was restored from a copy", (await Coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
        Assert.Single(Federation.Uploads);

        Federation.OpenBatch(6);
        await Federation.Ready.Next();
        Federation.Assign("run", 1, FakeCoordinator.TaskOf("patients") with { Seed = 3 });
        await Federation.Sums.Next();
    }

    [Fact]
    public async Task PlainRound_OfASiteThatSendsNone_IsRefused()
    {
        await using var site = await StartReady(new(FirstUse.Trust, PlainRounds.Refuse));
        Coordinator.Assign("run", 1);

        await IsGivenUp("configuration: this site sends no update that the coordinator can read");
    }

    [Fact]
    public async Task PlainRound_OfASiteThatAllowsThem_IsPlain()
    {
        await using var site = await StartReady();
        Coordinator.Assign("run", 1);

        Assert.True(Report.Parser.ParseFrom((await Coordinator.Submissions.Next()).Report).Update.MaskedUpload.IsEmpty);
    }

    [Fact]
    public async Task Evaluation_OfASiteThatSendsNoPlainUpdate_IsNone()
    {
        await using var site = await StartReady(new(FirstUse.Trust, PlainRounds.Refuse));
        Coordinator.Assign("run", 1, train: false);

        Assert.Null(Report.Parser.ParseFrom((await Coordinator.Submissions.Next()).Report).Update);
    }

    [Fact]
    public async Task Configuration_AndInvitationThatDisagree_AreRefused()
    {
        await using var site = await StartReady();
        Coordinator.Assign("run", 1, task: FakeCoordinator.TaskOf("patients") with { Masking = Federation.Masking });
        await IsGivenUp("configuration: the round's updates are to be masked, and the assignment has no invitation");

        Coordinator.Assign("run", 2, invitation: [1, 2, 3]);
        await IsGivenUp("configuration: the assignment invites to secure aggregation, and the configuration says nothing of masking.");
    }

    public static TheoryData<MaskingTask, string> BadMasking() => new()
    {
        { new(double.NaN, 4, 64, 32), "configuration: masking: clip is NaN" },
        { new(8, 4, 64, 33), "configuration: masking: ringBits is 33" },
        { new(8, 1 << 24, 64, 32), "configuration: masking: A cohort of 16777216 leaves 7 bits" },
        { new(8, 4, 32, 32), "update: 40 training records are more than the 32" },
    };

    [Theory]
    [MemberData(nameof(BadMasking))]
    public async Task Masking_ThatCannotBe_IsRefusedInWords(MaskingTask masking, string sentence)
    {
        await using var site = await StartReady();
        var task = FakeCoordinator.TaskOf("patients") with { Masking = masking };
        var subject = masking.RingBits is 32 or 64 ? Federation.SubjectOf(task) : new(default, default, UpdateRing.Bits32, 1);
        var start = AggregationRound.StartOf(Federation.Setup!, 1, subject, Federation.Setup!.Usable([0, 1, 2, 3]));
        Coordinator.Assign("run", 1, task: task, invitation: Invite(start));

        Assert.StartsWith(sentence, (await Coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
        Assert.Equal(0, Coordinator.Uploads.Count);
    }

    private async Task<SiteUnderTest> StartUploaded()
    {
        var site = await StartReady();
        Federation.Assign("run", 1);
        await Coordinator.Submissions.Next();

        return site;
    }

    // All have uploaded, and leeds was shown no list yet.
    private Task<SiteUnderTest> StartCollected()
    {
        Federation.OnTheWay = Without(MessageKind.SurvivorList);

        return StartUploaded();
    }

    private async Task IsGivenUp(string sentence, int uploads = 0, int trained = 0)
    {
        Assert.StartsWith(sentence, (await Coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
        Assert.Equal((uploads, trained), (Coordinator.Uploads.Count, Trainer.Trained));
    }

    private async Task IsTold(string sentence)
    {
        var failure = await Coordinator.Failures.Next();

        Assert.Equal(("run", 1, sentence), (failure.Run, failure.Round, failure.Reason));
    }

    private Task Refused(string sentence) => Until.True(() => Log.Has(sentence));

    private static Func<byte[], byte[]?> Without(MessageKind kind) => message => WireMessage.Kind(message) == kind ? null : message;

    private static byte[] Resign(byte[] message, IStatementSigner signer) => WireMessage.Kind(message) is MessageKind.BatchInvitation
        ? WireMessage.Encode(Statement.Sign(WireMessage.Parse<SignedMessage<BatchInvitation>>(message).Body, signer))
        : message;

    private byte[] SwapKey(byte[] message)
    {
        if (WireMessage.Kind(message) is not MessageKind.KeySet) return message;

        var keys = WireMessage.Parse<KeySet>(message);
        var body = keys.Advertisements[0].Body with { ShareKey = _stranger.Member.Key };

        return WireMessage.Encode(new KeySet(keys.Advertisements.SetItem(0, Statement.Sign(body, _stranger.Signer))));
    }

    private byte[] Lie(RoundInvitation told, string lie)
    {
        var (start, other) = (told.Start.Body, Sha256Digest.Of("another"u8));

        return lie switch
        {
            "model" => Invite(start with { Task = start.Task with { Model = other } }),
            "configuration" => Invite(start with { Task = start.Task with { Configuration = other } }),
            "lanes" => Invite(start with { Task = start.Task with { Lanes = 4 } }),
            "signer" => WireMessage.Encode(new RoundInvitation(Statement.Sign(start, _stranger.Signer), default)),
            _ => WireMessage.Encode(start),
        };
    }

    private byte[] Invite(RoundStart start) => WireMessage.Encode(new RoundInvitation(Statement.Sign(start, Federation.Signer), default));

    private string StateFile() => Directory.GetFiles(Folder.At("data/grains/masking")).Single();
}
