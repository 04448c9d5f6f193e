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

public sealed class TrainingJobTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeCoordinator _coordinator = new();
    private readonly CountingTrainer _trainer = new();
    private FakeGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await FakeGateway.Start(_coordinator);

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Assignment_IsTrainedSignedAndUploaded()
    {
        await using var site = await Start();
        var assignment = _coordinator.Assign("run", 1);

        var report = Report.Parser.ParseFrom((await _coordinator.Submissions.Next()).Report);

        Assert.Equal(("hearts", "leeds", "run", 1), (report.Federation, report.Node, report.Run, report.Round));
        Assert.Equal((assignment.BaseVersion, assignment.BaseDigest), (report.BaseVersion, report.BaseDigest));
        Assert.Equal(Digest.Of(assignment.Configuration.Span).Value, report.ConfigurationDigest);
        Assert.Equal((16L, 24, 40L), (report.Update.Length, report.Update.FractionBits, report.Update.Examples));
        Assert.Equal(["layers.0.weight", "layers.0.bias"], report.Update.Tensors.Select(t => t.Name));
        Assert.Equal(("loss", 0.25), (report.Evaluation.Single().Metric, report.Evaluation.Single().Value));

        var half = (int)(CountingTrainer.Change * (1 << 24));
        Assert.Equal([half, half, half, half], MemoryMarshal.Cast<byte, int>(_coordinator.Updates[report.Update.Digest]).ToArray());
        await Reaches(site, "run/1", JobPhase.Submitted);
    }

    [Fact]
    public async Task Evaluation_TrainsNothingAndSendsNoUpdate()
    {
        await using var site = await Start();
        _coordinator.Assign("run", 1, train: false);

        var report = Report.Parser.ParseFrom((await _coordinator.Submissions.Next()).Report);

        Assert.Null(report.Update);
        Assert.Single(report.Evaluation);
        Assert.Equal(0, _trainer.Trained);
    }

    [Fact]
    public async Task StoppedBeforeTheUpload_SendsTheSameReportAndNeverTrainsAgain()
    {
        var stopped = new TaskCompletionSource();
        _coordinator.BeforeResume = () => stopped.Task;
        SignedReport first;

        await using (await Start())
        {
            _coordinator.Assign("run", 1);
            first = await _coordinator.Uploads.Next();
        }

        stopped.SetResult();
        var other = new CountingTrainer();
        await using var site = await Start(other);

        Assert.Equal(first, await _coordinator.Submissions.Next());
        Assert.Equal((1, 0), (_trainer.Trained, other.Trained));
    }

    [Fact]
    public async Task AssignedAgainAfterTheReceipt_SendsTheSameReport()
    {
        await using var site = await Start();
        _coordinator.Assign("run", 1);
        var first = await _coordinator.Submissions.Next();
        await Reaches(site, "run/1", JobPhase.Submitted);

        _coordinator.Assign("run", 1);

        Assert.Equal(first, await _coordinator.Submissions.Next());
        Assert.Equal(1, _trainer.Trained);
    }

    [Fact]
    public async Task UploadCutOff_GoesOnAtTheGatewaysOffset()
    {
        _coordinator.CutAfter = 6;
        await using var site = await Start();
        await Downloaded();
        _coordinator.Assign("run", 1);

        await _coordinator.Submissions.Next();

        Assert.Equal((0L, 6L), (await _coordinator.Offsets.Next(), await _coordinator.Offsets.Next()));
        Assert.Equal(1, _trainer.Trained);
    }

    [Theory]
    [InlineData(1 << 18, 0)]
    [InlineData((1 << 18) + 1, 1)]
    public async Task Update_IsAskedForOnlyWhenItIsLarge(int parameters, int questions)
    {
        var model = Core.Models.ModelDefinition.Regression(parameters - 1);
        _coordinator.Base = ModelFiles.Of(model, new float[parameters]);
        await using var site = await Start();
        _coordinator.Assign("run", 1, task: FakeCoordinator.TaskOf("patients") with { Model = model });

        await _coordinator.Submissions.Next();

        Assert.Equal(questions, _coordinator.Questions.Count);
    }

    [Theory]
    [InlineData(StatusCode.InvalidArgument, "wrong-digest")]
    [InlineData(StatusCode.Unauthenticated, "replayed")]
    [InlineData(StatusCode.Unavailable, "busy")]
    public async Task RefusedForNow_IsSentAgain(StatusCode status, string reason)
    {
        _coordinator.Refusals.Enqueue((status, reason));
        await using var site = await Start();
        _coordinator.Assign("run", 1);

        await _coordinator.Submissions.Next();

        Assert.Equal((2, 1), (_coordinator.Uploads.Count, _trainer.Trained));
    }

    [Theory]
    [InlineData(StatusCode.FailedPrecondition)]
    [InlineData(StatusCode.DeadlineExceeded)]
    public async Task RefusedForGood_IsGivenUpAndTold(StatusCode status)
    {
        _coordinator.Refusals.Enqueue((status, "Closed"));
        await using var site = await Start();
        _coordinator.Assign("run", 1);

        Assert.Equal("The gateway refused: round: has closed.", (await _coordinator.Failures.Next()).Reason);
        await Reaches(site, "run/1", JobPhase.Failed);
        Assert.Equal(1, _coordinator.Uploads.Count);
    }

    [Fact]
    public async Task RefusedForGood_AssignedAgain_SendsTheSameReport()
    {
        _coordinator.Refusals.Enqueue((StatusCode.FailedPrecondition, "Closed"));

        await using (await Start())
        {
            _coordinator.Assign("run", 1);
            await _coordinator.Failures.Next();
        }

        await using var again = await Start();
        _coordinator.Assign("run", 1);

        Assert.Equal(await _coordinator.Uploads.Next(), await _coordinator.Submissions.Next());
        Assert.Equal(1, _trainer.Trained);
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
        var assignment = _coordinator.Assign("traced", 1);
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
        _coordinator.CutAfter = 64;
        await using var site = await Start();
        _coordinator.Assign("run", 1);

        await _coordinator.Submissions.Next();

        Assert.Equal((0L, 64L), (await _coordinator.Downloads.Next(), await _coordinator.Downloads.Next()));
    }

    [Fact]
    public async Task TwoJobsFromOneModel_DownloadItOnce()
    {
        await using var site = await Start();
        _coordinator.Assign("run", 1);
        await _coordinator.Submissions.Next();
        _coordinator.Assign("run", 2);
        await _coordinator.Submissions.Next();

        Assert.Equal(1, _coordinator.Downloads.Count);
    }

    [Fact]
    public async Task ParameterThatIsNoNumber_IsReportedAndNothingLeaves()
    {
        _trainer.Step = x => x == 3 ? float.NaN : x;
        await using var site = await Start();
        _coordinator.Assign("run", 1);

        var failure = await _coordinator.Failures.Next();

        Assert.Equal("update: value 2 of tensor 'layers.0.weight' is not a finite number: the training diverged. Use a lower learning rate, or scale the features.", failure.Reason);
        Assert.Equal((0, 0), (_coordinator.Uploads.Count, _coordinator.Submissions.Count));
        await Reaches(site, "run/1", JobPhase.Failed);
    }

    [Fact]
    public async Task ChangeOutOfRange_NamesTensorAndIndex()
    {
        _trainer.Step = x => x == 4 ? 1e6f : x;
        await using var site = await Start();
        _coordinator.Assign("run", 1);

        Assert.StartsWith("update: value 0 of tensor 'layers.0.bias' changed by more than 128", (await _coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FaultWithAValueInItsMessage_KeepsItHere()
    {
        _trainer.Meanwhile = _ => throw new InvalidOperationException("patient 4711");
        await using var site = await Start();
        _coordinator.Assign("run", 1);

        Assert.Equal("The site met an unexpected fault (InvalidOperationException). Its log says more.", (await _coordinator.Failures.Next()).Reason);
    }

    [Fact]
    public async Task Failed_AssignedAgain_ReportsAgainWithoutTraining()
    {
        _trainer.Step = _ => float.NaN;

        await using (var site = await Start())
        {
            _coordinator.Assign("run", 1);
            await _coordinator.Failures.Next();
        }

        await using var again = await Start();
        _coordinator.Assign("run", 1);
        await _coordinator.Failures.Next();

        Assert.Equal(1, _trainer.Trained);
    }

    [Fact]
    public async Task WrongModel_IsRefused()
    {
        _coordinator.Base = ModelFiles.Of(Core.Models.ModelDefinition.Regression(4), [1, 2, 3, 4, 5]);
        await using var site = await Start();
        _coordinator.Assign("run", 1);

        Assert.Equal("model: Tensor 'layers.0.weight' has shape [1, 4]; the model's is [1, 3].", (await _coordinator.Failures.Next()).Reason);
    }

    [Fact]
    public async Task OtherBytesThanTheDigest_AreRefused()
    {
        await using var site = await Start();
        _coordinator.Base = [.. _coordinator.Base[..^1], 9];
        var assignment = _coordinator.Assign("run", 1);
        _coordinator.Base = [.. _coordinator.Base[..^1], 8];

        Assert.Contains(assignment.BaseDigest, (await _coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Withdrawal_CancelsTheTraining()
    {
        var cancelled = new TaskCompletionSource();
        _trainer.Meanwhile = async token =>
        {
            using var registration = token.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, token);
        };
        await using var site = await Start();
        _coordinator.Assign("run", 1);
        await _trainer.Begun.Next();

        _coordinator.Withdraw("run", 1, "the round is over");

        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Reaches(site, "run/1", JobPhase.Withdrawn);
        Assert.Equal((0, 0), (_coordinator.Uploads.Count, _coordinator.Failures.Count));
    }

    [Fact]
    public async Task LongTraining_KeepsItsLease()
    {
        var done = new TaskCompletionSource();
        _trainer.Meanwhile = token => done.Task.WaitAsync(token);
        await using var site = await Start();
        _coordinator.Assign("run", 1);

        Assert.Equal("training", (await _coordinator.Progress.Next()).Stage);
        Assert.Equal("training", (await _coordinator.Progress.Next()).Stage);

        done.SetResult();
        await _coordinator.Submissions.Next();
    }

    [Fact]
    public async Task OldJobs_AreThrownAwayWithTheirFiles()
    {
        const int Rounds = 20;
        await using var site = await Start();

        for (var round = 1; round <= Rounds; round++)
        {
            _trainer.Step = x => x + round;
            _coordinator.Assign("run", round);
            await _coordinator.Submissions.Next();
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
        _coordinator.Assign("run", 1);
        await _coordinator.Submissions.Next();

        Assert.DoesNotContain(Directory.GetFiles(_folder.At("data/store"), "*", SearchOption.AllDirectories), file => File.ReadAllBytes(file).AsSpan().IndexOf("layers.0.weight"u8) >= 0);
    }

    private string[] Updates() => Directory.GetFiles(_folder.At("data/store/areas"), "*", SearchOption.AllDirectories);

    // A download's cut would be taken for the upload's.
    private async Task Downloaded()
    {
        var cut = _coordinator.CutAfter;
        _coordinator.CutAfter = null;
        _coordinator.Assign("other", 1, train: false);
        await _coordinator.Submissions.Next();
        _coordinator.CutAfter = cut;
    }

    private Task<SiteUnderTest> Start(CountingTrainer? trainer = null) => SiteUnderTest.Start(_folder, _gateway.Address, trainer ?? _trainer);

    private static Task Reaches(SiteUnderTest site, string job, JobPhase phase) =>
        Until.True(async () => (await site.Grains.GetGrain<ITrainingJobGrain>(job).Describe()).Phase == phase);
}
