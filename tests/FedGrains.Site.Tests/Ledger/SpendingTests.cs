using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Ledgers;
using FedGrains.Protocol.V1;
using FedGrains.Site.Datasets;
using FedGrains.Site.Jobs;
using FedGrains.Site.Ledger;
using FedGrains.Site.Tests.Testing;

using Task = System.Threading.Tasks.Task;

namespace FedGrains.Site.Tests.Ledger;

/// <summary>What leaves in a job is paid for before it leaves, once.</summary>
public sealed class SpendingTests : IAsyncLifetime, IDisposable
{
    private static readonly PrivacyEvent Asked = PrivacyEvent.NoisySteps(0.5, 4, 5);

    private readonly TemporaryFolder _folder = new();
    private readonly FakeCoordinator _coordinator = new();
    private readonly CountingTrainer _trainer = new();
    private FakeGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        PatientsFile.Write(_folder);
        _gateway = await FakeGateway.Start(_coordinator);
    }

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task PrivateTraining_IsWrittenDownWithItsMechanismAndItsUpdate()
    {
        await using var site = await Start();
        _coordinator.Assign("run", 1, task: FakeCoordinator.PrivateTaskOf("patients"));

        var report = Report.Parser.ParseFrom((await _coordinator.Submissions.Next()).Report);
        var entry = Assert.Single((await Ledger(site)).Entries);

        Assert.Equal((0.5, 4.0, 1.0, 5), (report.Update.Mechanism.SamplingRate, report.Update.Mechanism.NoiseMultiplier, report.Update.Mechanism.ClippingNorm, report.Update.Mechanism.Steps));
        Assert.Equal(("hearts", "run", 1L, 1, 1), (entry.Federation, entry.Run, entry.Releases, entry.FirstRound, entry.LastRound));
        Assert.Equal((Asked, report.Update.Digest), (entry.Event, entry.LastUpdate));
    }

    [Fact]
    public async Task PlainTraining_IsWrittenDownAllTheSame()
    {
        await using var site = await Start();
        _coordinator.Assign("run", 1);

        var report = Report.Parser.ParseFrom((await _coordinator.Submissions.Next()).Report);
        var entry = Assert.Single((await Ledger(site)).Entries);

        Assert.Null(report.Update.Mechanism);
        Assert.Equal((true, 1L), (entry.IsUnprotected, entry.Releases));
    }

    [Fact]
    public async Task Evaluation_CostsNothing()
    {
        await using var site = await Start("privacy: { epsilon: 0.001, delta: 1e-5 }");
        _coordinator.Assign("run", 1, train: false);
        await _coordinator.Submissions.Next();

        Assert.Empty((await Ledger(site)).Entries);
    }

    [Fact]
    public async Task Ledger_IsWrittenBeforeAnythingIsSent()
    {
        var stopped = new TaskCompletionSource();
        _coordinator.BeforeResume = () => stopped.Task;
        await using var site = await Start();
        _coordinator.Assign("run", 1, task: FakeCoordinator.PrivateTaskOf("patients"));

        // The gateway has the report's first bytes, and nobody has answered yet.
        await _coordinator.Uploads.Next();
        Assert.Equal(1, (await Ledger(site)).Entries.Single().Releases);
        stopped.SetResult();
    }

    [Fact]
    public async Task FinishedUpdate_SentAgainAfterARestart_CostsNothingAgain()
    {
        var stopped = new TaskCompletionSource();
        _coordinator.BeforeResume = () => stopped.Task;

        await using (await Start())
        {
            _coordinator.Assign("run", 1, task: FakeCoordinator.PrivateTaskOf("patients"));
            await _coordinator.Uploads.Next();
        }

        stopped.SetResult();
        await using var site = await Start();
        await _coordinator.Submissions.Next();

        Assert.Equal((1, 1L), (_trainer.Trained, (await Ledger(site)).Entries.Single().Releases));
    }

    // The coordinator says that it never got it. Whether that is so, nobody here can know.
    [Fact]
    public async Task RoundTrainedAgainAfterItWasForgotten_IsASecondRelease()
    {
        await using var site = await Start();

        foreach (var round in (int[])[1, 2, 3, 4])
        {
            _trainer.Step = x => x + round;
            _coordinator.Assign("run", round, task: FakeCoordinator.PrivateTaskOf("patients"));
            await _coordinator.Submissions.Next();
        }

        await Until.True(async () => (await site.Grains.GetGrain<ITrainingJobGrain>("run/1").Describe()).Phase is JobPhase.None);
        _trainer.Step = x => x - 1;
        _coordinator.Assign("run", 1, task: FakeCoordinator.PrivateTaskOf("patients"));
        await _coordinator.Submissions.Next();

        var entry = Assert.Single((await Ledger(site)).Entries);
        Assert.Equal((5L, 1, 4), (entry.Releases, entry.FirstRound, entry.LastRound));
    }

    [Fact]
    public async Task Withdrawn_WhileItTrains_CostsNothing()
    {
        var cancelled = new TaskCompletionSource();
        _trainer.Meanwhile = async token =>
        {
            using var registration = token.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, token);
        };
        await using var site = await Start();
        _coordinator.Assign("run", 1, task: FakeCoordinator.PrivateTaskOf("patients"));
        await _trainer.Begun.Next();

        _coordinator.Withdraw("run", 1, "the round is over");
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30));
        await Until.True(async () => (await site.Grains.GetGrain<ITrainingJobGrain>("run/1").Describe()).Phase is JobPhase.Withdrawn);

        Assert.Empty((await Ledger(site)).Entries);
    }

    // How a training fails follows from the records, and is told.
    [Fact]
    public async Task FailedTraining_IsPaidForBeforeItIsTold()
    {
        _trainer.Step = _ => float.NaN;
        await using var site = await Start();
        _coordinator.Assign("run", 1, task: FakeCoordinator.PrivateTaskOf("patients"));

        Assert.StartsWith("update: value 0 of tensor", (await _coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
        var entry = Assert.Single((await Ledger(site)).Entries);
        Assert.Equal((Asked, 1L, (string?)null), (entry.Event, entry.Releases, entry.LastUpdate));
    }

    [Fact]
    public async Task OverBudget_IsRefusedBeforeItTrains_AndTheCoordinatorHearsWhatIsLeft()
    {
        await using var site = await Start("privacy: { epsilon: 2, delta: 1e-5 }");
        _coordinator.Assign("run", 1, task: FakeCoordinator.PrivateTaskOf("patients"));
        await _coordinator.Submissions.Next();
        _coordinator.Assign("run", 2, task: FakeCoordinator.PrivateTaskOf("patients", noise: 0.5));

        var reason = (await _coordinator.Failures.Next()).Reason;
        var left = 2 - AccountantCatalog.Default.Epsilon([Asked], 1e-5);

        Assert.StartsWith($"privacy: ε = {Privacy.Accounting.Statements.PrivacyStatement.RoundedDown(left)} is left of the budget of dataset 'patients', ε = 2 at δ = 1E-05, and this round asks for more: by itself it costs ", reason, StringComparison.Ordinal);
        Assert.Equal((1, 1L), (_trainer.Trained, (await Ledger(site)).Entries.Single().Releases));
        Assert.Equal(1, _coordinator.Uploads.Count);
    }

    [Fact]
    public async Task BudgetLoweredWhileItTrains_NothingLeaves()
    {
        var going = new TaskCompletionSource();
        _trainer.Meanwhile = token => going.Task.WaitAsync(token);
        await using var site = await Start("privacy: { epsilon: 2, delta: 1e-5 }");
        _coordinator.Assign("run", 1, task: FakeCoordinator.PrivateTaskOf("patients"));
        await _trainer.Begun.Next();

        await Register(site, "privacy: { epsilon: 0.01, delta: 1e-5 }");
        going.SetResult();

        Assert.StartsWith("privacy: ε = 0.01000 is left of the budget", (await _coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
        Assert.Equal((0, 0), (_coordinator.Uploads.Count, _coordinator.Submissions.Count));
        Assert.Empty((await Ledger(site)).Entries);
    }

    [Fact]
    public async Task PlainTraining_OnADatasetWithABudget_IsRefused()
    {
        await using var site = await Start("privacy: { epsilon: 3, delta: 1e-5 }");
        _coordinator.Assign("run", 1);

        Assert.StartsWith("privacy: dataset 'patients' has a privacy budget, and this round trains without differential privacy, which costs infinity.", (await _coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
        Assert.Equal(0, _trainer.Trained);
    }

    [Fact]
    public async Task PlainTraining_WhereTheBudgetAllowsIt_IsWrittenDownAndNotCounted()
    {
        await using var site = await Start("privacy: { epsilon: 2, delta: 1e-5, allowNonPrivate: true }");
        _coordinator.Assign("plain", 1);
        await _coordinator.Submissions.Next();
        _coordinator.Assign("run", 1, task: FakeCoordinator.PrivateTaskOf("patients"));
        await _coordinator.Submissions.Next();

        Assert.Equal([true, false], (await Ledger(site)).Entries.Select(e => e.IsUnprotected));
    }

    [Fact]
    public async Task TrainerThatKeepsNotToThePlan_SendsNothing()
    {
        _trainer.Did = asked => asked! with { NoiseMultiplier = 3.9 };
        await using var site = await Start();
        _coordinator.Assign("run", 1, task: FakeCoordinator.PrivateTaskOf("patients"));

        Assert.StartsWith("update: this site's trainer did not keep to training.privacy", (await _coordinator.Failures.Next()).Reason, StringComparison.Ordinal);

        _trainer.Did = _ => null;
        _coordinator.Assign("run", 2, task: FakeCoordinator.PrivateTaskOf("patients"));

        Assert.StartsWith("update: this site's trainer did not keep to training.privacy", (await _coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
        Assert.Equal(0, _coordinator.Uploads.Count);
        Assert.Equal(2, (await Ledger(site)).Entries.Single().Releases);
    }

    [Fact]
    public async Task PlanWithoutSense_IsRefusedAndCostsNothing()
    {
        await using var site = await Start();
        _coordinator.Assign("run", 1, task: FakeCoordinator.PrivateTaskOf("patients", noise: 0));

        Assert.Equal("configuration: the model or the training plan is missing or wrong.", (await _coordinator.Failures.Next()).Reason);
        Assert.Equal(PrivacyLedger.Empty, await Ledger(site));
    }

    private async Task<SiteUnderTest> Start(string privacy = "")
    {
        var site = await SiteUnderTest.Start(_folder, _gateway.Address, _trainer);
        await Register(site, privacy);

        return site;
    }

    private async Task Register(SiteUnderTest site, string privacy) =>
        Assert.Empty((await site.Grains.GetGrain<IDatasetGrain>("patients").Register(new($"{PatientsFile.Definition}\n{privacy}\n", _folder.Path))).Faults);

    private static async Task<PrivacyLedger> Ledger(SiteUnderTest site) => (await site.Grains.GetGrain<ILedgerGrain>("patients").Describe()).Ledger;
}
