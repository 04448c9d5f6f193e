using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

using FedGrains.Core.Identifiers;
using FedGrains.Protocol.V1;
using FedGrains.Site.Jobs;
using FedGrains.Site.Telemetry;
using FedGrains.Site.Tests.Testing;

using Grpc.Core;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Jobs;

public sealed class TrainingJobTests : JobTests
{
    [Fact]
    public async Task Assignment_IsTrainedSignedAndUploaded()
    {
        await using var site = await Start();
        var assignment = Coordinator.Assign("run", 1);

        var report = Report.Parser.ParseFrom((await Coordinator.Submissions.Next()).Report);

        Assert.Equal(("hearts", "leeds", "run", 1), (report.Federation, report.Node, report.Run, report.Round));
        Assert.Equal((assignment.BaseVersion, assignment.BaseDigest), (report.BaseVersion, report.BaseDigest));
        Assert.Equal(Digest.Of(assignment.Configuration.Span).Value, report.ConfigurationDigest);
        Assert.Equal((16L, 24, 40L), (report.Update.Length, report.Update.FractionBits, report.Update.Examples));
        Assert.Equal(["layers.0.weight", "layers.0.bias"], report.Update.Tensors.Select(t => t.Name));
        Assert.Equal(("loss", 0.25), (report.Evaluation.Single().Metric, report.Evaluation.Single().Value));

        var half = (int)(CountingTrainer.Change * (1 << 24));
        Assert.Equal([half, half, half, half], MemoryMarshal.Cast<byte, int>(Coordinator.Updates[report.Update.Digest]).ToArray());
        await Reaches(site, "run/1", JobPhase.Submitted);
    }

    [Fact]
    public async Task Evaluation_TrainsNothingAndSendsNoUpdate()
    {
        await using var site = await Start();
        Coordinator.Assign("run", 1, train: false);

        var report = Report.Parser.ParseFrom((await Coordinator.Submissions.Next()).Report);

        Assert.Null(report.Update);
        Assert.Single(report.Evaluation);
        Assert.Equal(0, Trainer.Trained);
    }

    [Fact]
    public async Task StoppedBeforeTheUpload_SendsTheSameReportAndNeverTrainsAgain()
    {
        var stopped = new TaskCompletionSource();
        Coordinator.BeforeResume = () => stopped.Task;
        SignedReport first;

        await using (await Start())
        {
            Coordinator.Assign("run", 1);
            first = await Coordinator.Uploads.Next();
        }

        stopped.SetResult();
        var other = new CountingTrainer();
        await using var site = await Start(other);

        Assert.Equal(first, await Coordinator.Submissions.Next());
        Assert.Equal((1, 0), (Trainer.Trained, other.Trained));
    }

    [Fact]
    public async Task AssignedAgainAfterTheReceipt_SendsTheSameReport()
    {
        await using var site = await Start();
        Coordinator.Assign("run", 1);
        var first = await Coordinator.Submissions.Next();
        await Reaches(site, "run/1", JobPhase.Submitted);

        Coordinator.Assign("run", 1);

        Assert.Equal(first, await Coordinator.Submissions.Next());
        Assert.Equal(1, Trainer.Trained);
    }

    [Fact]
    public async Task UploadCutOff_GoesOnAtTheGatewaysOffset()
    {
        Coordinator.CutAfter = 6;
        await using var site = await Start();
        await Downloaded();
        Coordinator.Assign("run", 1);

        await Coordinator.Submissions.Next();

        Assert.Equal((0L, 6L), (await Coordinator.Offsets.Next(), await Coordinator.Offsets.Next()));
        Assert.Equal(1, Trainer.Trained);
    }

    [Theory]
    [InlineData(1 << 18, 0)]
    [InlineData((1 << 18) + 1, 1)]
    public async Task Update_IsAskedForOnlyWhenItIsLarge(int parameters, int questions)
    {
        var model = Core.Models.ModelDefinition.Regression(parameters - 1);
        Coordinator.Base = ModelFiles.Of(model, new float[parameters]);
        await using var site = await Start();
        Coordinator.Assign("run", 1, task: FakeCoordinator.TaskOf("patients") with { Model = model });

        await Coordinator.Submissions.Next();

        Assert.Equal(questions, Coordinator.Questions.Count);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, "wrong-digest")]
    [InlineData(StatusCode.Unauthenticated, "replayed")]
    [InlineData(StatusCode.Unavailable, "busy")]
    public async Task RefusedForNow_IsSentAgain(StatusCode status, string reason)
    {
        Coordinator.Refusals.Enqueue((status, reason));
        await using var site = await Start();
        Coordinator.Assign("run", 1);

        await Coordinator.Submissions.Next();

        Assert.Equal((2, 1), (Coordinator.Uploads.Count, Trainer.Trained));
    }

    [Theory]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.DeadlineExceeded)]
    public async Task RefusedForGood_IsGivenUpAndTold(StatusCode status)
    {
        Coordinator.Refusals.Enqueue((status, "Closed"));
        await using var site = await Start();
        Coordinator.Assign("run", 1);

        Assert.Equal("The gateway refused: round: has closed.", (await Coordinator.Failures.Next()).Reason);
        await Reaches(site, "run/1", JobPhase.Failed);
        Assert.Equal(1, Coordinator.Uploads.Count);
    }

    [Fact]
    public async Task RefusedForGood_AssignedAgain_SendsTheSameReport()
    {
        Coordinator.Refusals.Enqueue((StatusCode.FailedPrecondition, "Closed"));

        await using (await Start())
        {
            Coordinator.Assign("run", 1);
            await Coordinator.Failures.Next();
        }

        await using var again = await Start();
        Coordinator.Assign("run", 1);

        Assert.Equal(await Coordinator.Uploads.Next(), await Coordinator.Submissions.Next());
        Assert.Equal(1, Trainer.Trained);
    }

    [Fact]
    public async Task Job_ContinuesTheRoundsTrace()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == SiteTelemetry.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var site = await Start();
        var assignment = Coordinator.Assign("traced", 1);
        await Reaches(site, "traced/1", JobPhase.Submitted);

        bool IsOurs(Activity span) => span.OperationName == "job" && (string?)span.GetTagItem("fedgrains.run") == "traced";
        await Until.True(() => spans.Any(IsOurs));
        var job = spans.Single(IsOurs);

        Assert.Equal(assignment.TraceParent, $"00-{job.TraceId}-{job.ParentSpanId}-01");
        Assert.Equal(["download", "evaluate", "train", "upload"], spans.Where(s => s.ParentSpanId == job.SpanId).Select(s => s.OperationName));
    }

    [Fact]
    public async Task DownloadCutOff_GoesOnWhereItWas()
    {
        Coordinator.CutAfter = 64;
        await using var site = await Start();
        Coordinator.Assign("run", 1);

        await Coordinator.Submissions.Next();

        Assert.Equal((0L, 64L), (await Coordinator.Downloads.Next(), await Coordinator.Downloads.Next()));
    }

    [Fact]
    public async Task TwoJobsFromOneModel_DownloadItOnce()
    {
        await using var site = await Start();
        Coordinator.Assign("run", 1);
        await Coordinator.Submissions.Next();
        Coordinator.Assign("run", 2);
        await Coordinator.Submissions.Next();

        Assert.Equal(1, Coordinator.Downloads.Count);
    }

    [Fact]
    public async Task ParameterThatIsNoNumber_IsReportedAndNothingLeaves()
    {
        Trainer.Step = x => x == 3 ? float.NaN : x;
        await using var site = await Start();
        Coordinator.Assign("run", 1);

        var failure = await Coordinator.Failures.Next();

        Assert.Equal("update: value 2 of tensor 'layers.0.weight' is not a finite number: the training diverged. Use a lower learning rate, or scale the features.", failure.Reason);
        Assert.Equal((0, 0), (Coordinator.Uploads.Count, Coordinator.Submissions.Count));
        await Reaches(site, "run/1", JobPhase.Failed);
    }

    [Fact]
    public async Task ChangeOutOfRange_NamesTensorAndIndex()
    {
        Trainer.Step = x => x == 4 ? 1e6f : x;
        await using var site = await Start();
        Coordinator.Assign("run", 1);

        Assert.StartsWith("update: value 0 of tensor 'layers.0.bias' changed by more than 128", (await Coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FaultWithAValueInItsMessage_KeepsItHere()
    {
        Trainer.Meanwhile = _ => throw new InvalidOperationException("patient 4711");
        await using var site = await Start();
        Coordinator.Assign("run", 1);

        Assert.Equal("The site met an unexpected fault (InvalidOperationException). Its log says more.", (await Coordinator.Failures.Next()).Reason);
    }

    [Fact]
    public async Task Failed_AssignedAgain_ReportsAgainWithoutTraining()
    {
        Trainer.Step = _ => float.NaN;

        await using (var site = await Start())
        {
            Coordinator.Assign("run", 1);
            await Coordinator.Failures.Next();
        }

        await using var again = await Start();
        Coordinator.Assign("run", 1);
        await Coordinator.Failures.Next();

        Assert.Equal(1, Trainer.Trained);
    }

    [Fact]
    public async Task WrongModel_IsRefused()
    {
        Coordinator.Base = ModelFiles.Of(Core.Models.ModelDefinition.Regression(4), [1, 2, 3, 4, 5]);
        await using var site = await Start();
        Coordinator.Assign("run", 1);

        Assert.Equal("model: Tensor 'layers.0.weight' has shape [1, 4]; the model's is [1, 3].", (await Coordinator.Failures.Next()).Reason);
    }

    [Fact]
    public async Task OtherBytesThanTheDigest_AreRefused()
    {
        await using var site = await Start();
        Coordinator.Base = [.. Coordinator.Base[..^1], 9];
        var assignment = Coordinator.Assign("run", 1);
        Coordinator.Base = [.. Coordinator.Base[..^1], 8];

        Assert.Contains(assignment.BaseDigest, (await Coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawal_CancelsTheTraining()
    {
        var cancelled = new TaskCompletionSource();
        Trainer.Meanwhile = async token =>
        {
            using var registration = token.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, token);
        };
        await using var site = await Start();
        Coordinator.Assign("run", 1);
        await Trainer.Begun.Next();

        Coordinator.Withdraw("run", 1, "the round is over");

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Reaches(site, "run/1", JobPhase.Withdrawn);
        Assert.Equal((0, 0), (Coordinator.Uploads.Count, Coordinator.Failures.Count));
    }

    [Fact]
    public async Task LongTraining_KeepsItsLease()
    {
        var done = new TaskCompletionSource();
        Trainer.Meanwhile = token => done.Task.WaitAsync(token);
        await using var site = await Start();
        Coordinator.Assign("run", 1);

        Assert.Equal("training", (await Coordinator.Progress.Next()).Stage);
        Assert.Equal("training", (await Coordinator.Progress.Next()).Stage);

        done.SetResult();
        await Coordinator.Submissions.Next();
    }

    [Fact]
    public async Task OldJobs_AreThrownAwayWithTheirFiles()
    {
        const int Rounds = 20;
        await using var site = await Start();

        for (var round = 1; round <= Rounds; round++)
        {
            Trainer.Step = x => x + round;
            Coordinator.Assign("run", round);
            await Coordinator.Submissions.Next();
        }

        // The last round's housekeeping may end after its receipt.
        await Until.True(() => Updates().Length == 2);

        // The one that was forgotten last is struck off with the next job.
        Assert.Equal(["run/18", "run/19", "run/20"], await site.Grains.GetGrain<IJobDirectoryGrain>(IJobDirectoryGrain.Key).List());
        Assert.Equal(JobPhase.None, (await site.Grains.GetGrain<ITrainingJobGrain>("run/18").Describe()).Phase);
    }

    [Fact]
    public async Task Model_IsNotKeptOnDisk()
    {
        await using var site = await Start();
        Coordinator.Assign("run", 1);
        await Coordinator.Submissions.Next();

        Assert.DoesNotContain(Directory.GetFiles(Folder.At("data/store"), "*", SearchOption.AllDirectories), file => File.ReadAllBytes(file).AsSpan().IndexOf("layers.0.weight"u8) >= 0);
    }

    private string[] Updates() => Directory.GetFiles(Folder.At("data/store/areas"), "*", SearchOption.AllDirectories);

    // A download's cut would be taken for the upload's.
    private async Task Downloaded()
    {
        var cut = Coordinator.CutAfter;
        Coordinator.CutAfter = null;
        Coordinator.Assign("other", 1, train: false);
        await Coordinator.Submissions.Next();
        Coordinator.CutAfter = cut;
    }
}
