using FedGrains.Privacy.SecureAggregation;
using FedGrains.Protocol.V1;
using FedGrains.Site.Jobs;
using FedGrains.Site.Masking;
using FedGrains.Site.Tests.Testing;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Masking;

/// <summary>Masked rounds from the roster to the sum, with the site's real host, which is killed before and after whatever it stores.</summary>
public sealed class MaskedRoundTests : MaskedSiteTests
{
    [Theory]
    [InlineData(32, 64, 40 + (3 * PeerSite.Examples))]
    [InlineData(64, 1L << 20, 40 + (3 * PeerSite.Examples))]
    [InlineData(32, 1, 4)]
    public async Task Round_FromRosterToSum_IsThePlainSum(int ringBits, long weightCap, uint weight)
    {
        Federation = new(Coordinator) { Masking = new(Clip: 8, LargestCohort: 4, weightCap, ringBits) };
        await using var site = await StartReady();
        var assignment = Federation.Assign("run", 1);

        var sum = await Federation.Sums.Next();

        Assert.Equal(PlainSum(assignment), sum);
        Assert.Equal(weight, sum[0]);
    }

    [Fact]
    public async Task Report_OfAMaskedUpdate_SaysWhatTravelled()
    {
        await using var site = await StartReady();
        Federation.Assign("run", 1);
        await Federation.Sums.Next();

        var report = Report.Parser.ParseFrom((await Coordinator.Submissions.Next()).Report);
        var lanes = FakeCoordinator.Model.Layout().ParameterCount + 1;

        Assert.Equal((lanes * sizeof(uint), 40L), (report.Update.Length, report.Update.Examples));
        Assert.Equal(["layers.0.weight", "layers.0.bias"], report.Update.Tensors.Select(t => t.Name));
        Assert.NotEqual(InputOf(Coordinator.Assigned("run", 1)), System.Runtime.InteropServices.MemoryMarshal.Cast<byte, uint>(Coordinator.Updates[report.Update.Digest]).ToArray());
    }

    [Fact]
    public async Task Change_BeyondTheClip_IsCut()
    {
        Federation = new(Coordinator) { Masking = new(Clip: 0.25, LargestCohort: 4, WeightCap: 64, RingBits: 32) };
        await using var site = await StartReady();
        Federation.Assign("run", 1);

        var sum = await Federation.Sums.Next();

        // Every site changes each parameter by the clip or more, so the weighted mean is the clip.
        Assert.All(sum[1..], lane => Assert.Equal(0.25, Federation.Masking.Quantiser().Step(0.25) * 64 / sum[0] * lane, 1e-6));
    }

    [Fact]
    public async Task Rounds_GoOnThroughTheNextBatch()
    {
        Federation = new(Coordinator) { BatchRounds = 1 };
        await using var site = await StartReady();

        for (var round = 1; round <= 3; round++)
        {
            // Another run each time: a sum over the same model and configuration is opened once.
            var task = FakeCoordinator.TaskOf("patients") with { Seed = (ulong)round };
            var assignment = Federation.Assign("run", round, task, masked: (ulong)round);
            Assert.Equal(PlainSum(assignment), await Federation.Sums.Next());

            Federation.OpenBatch((ulong)round + 1);
            await Federation.Ready.Next();
        }
    }

    public static TheoryData<string, bool, int> Steps()
    {
        var data = new TheoryData<string, bool, int>();
        Add(1, nameof(MessageKind.SignedRoster), nameof(MessageKind.BatchInvitation), nameof(MessageKind.KeySet), nameof(MessageKind.ShareBundle), nameof(IMaskingStepsGrain.Begin));
        Add(2, nameof(IMaskingStepsGrain.Promise), nameof(IMaskingStepsGrain.Upload));
        data.Add(nameof(IJobStepsGrain.Signed), false, 2);
        data.Add(nameof(IJobStepsGrain.Signed), true, 1);
        Add(1, nameof(IJobStepsGrain.Submitted), nameof(MessageKind.SurvivorList), nameof(MessageKind.UnmaskRequest));

        return data;

        void Add(int trained, params string[] steps)
        {
            foreach (var step in steps)
            {
                data.Add(step, false, trained);
                data.Add(step, true, trained);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task Killed_BeforeOrAfterAStepIsStored_SaysTheSameAgainAndTheSumIsThePlainSum(string step, bool after, int trained)
    {
        var death = Enum.TryParse<MessageKind>(step, out var kind)
            ? new Death(nameof(IMaskingStepsGrain.Receive), after, call => WireMessage.Kind((byte[])call.Request.GetArgument(0)!) == kind)
            : new Death(step, after);
        var ready = Federation.Ready.Next();
        Assignment? assignment = null;

        await using (await Start(death: death))
        {
            if (await Task.WhenAny(ready, death.Came) == ready) assignment = Federation.Assign("run", 1);
            await death.Came;
        }

        await using var site = await Start();

        if (assignment is null)
        {
            await ready;
            assignment = Federation.Assign("run", 1);
        }

        Assert.Equal(PlainSum(assignment), await Federation.Sums.Next());
        Assert.Single(Federation.Uploads);
        Assert.Equal(trained, Trainer.Trained);
    }

    // What it trains is not what it promised: nothing may go out under the same masks, whatever the reason.
    [Theory]
    [InlineData(nameof(IMaskingStepsGrain.Promise))]
    [InlineData(nameof(IMaskingStepsGrain.Upload))]
    public async Task KilledAfterAPromise_TrainedOtherwise_GivesTheRoundUp(string step)
    {
        var death = new Death(step, after: true);

        await using (await Start(death: death))
        {
            await Federation.Ready.Next();
            Federation.Assign("run", 1);
            await death.Came;
        }

        Trainer.Step = x => x - 1;
        await using var site = await Start();

        Assert.Equal("The journal of leeds holds another input of round 1. The first stands.", (await Coordinator.Failures.Next()).Reason);
        Assert.Equal((0, 2), (Coordinator.Uploads.Count, Trainer.Trained));
        Assert.Empty(Federation.Uploads);
    }

    [Fact]
    public async Task KilledBeforeAPromise_TrainedOtherwise_SendsWhatItPromisesThen()
    {
        var death = new Death(nameof(IMaskingStepsGrain.Promise), after: false);

        await using (await Start(death: death))
        {
            await Federation.Ready.Next();
            Federation.Assign("run", 1);
            await death.Came;
        }

        Trainer.Step = x => x - 1;
        await using var site = await Start();
        await Federation.Sums.Next();

        Assert.Single(Federation.Uploads);
    }

    [Fact]
    public async Task AssignedAgainAfterTheReceipt_SendsTheSameReport()
    {
        await using var site = await StartReady();
        var assignment = Federation.Assign("run", 1);
        var first = await Coordinator.Submissions.Next();
        await Until.True(async () => (await site.Grains.GetGrain<ITrainingJobGrain>("run/1").Describe()).Phase is JobPhase.Submitted);

        Coordinator.Down.Writer.TryWrite(new() { Assignment = assignment });

        Assert.Equal(first, await Coordinator.Submissions.Next());
        Assert.Equal(1, Trainer.Trained);
        Assert.Single(Federation.Uploads);
    }
}
