using FedGrains.Site.Datasets;
using FedGrains.Site.Tests.Testing;

namespace FedGrains.Site.Tests.Datasets;

/// <summary>Real data, the real trainer, a whole site.</summary>
public sealed class DatasetGrainTests : IAsyncLifetime, IDisposable
{
    private const string Definition = PatientsFile.Definition;

    private readonly TemporaryFolder _folder = new();
    private readonly FakeCoordinator _coordinator = new();
    private FakeGateway _gateway = null!;
    private SiteUnderTest _site = null!;

    public async ValueTask InitializeAsync()
    {
        WriteRows(40);
        _gateway = await FakeGateway.Start(_coordinator);
        _site = await SiteUnderTest.Start(_folder, _gateway.Address);
        Assert.Empty((await _coordinator.Hellos.Next()).Datasets);
    }

    public async ValueTask DisposeAsync()
    {
        await _site.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Register_TellsTheFederationCountsAtOnce()
    {
        var summary = (await Register(Definition)).Summary!;
        var told = await _coordinator.Datasets.Next();

        Assert.Equal((40, 30, 10), (summary.Rows, summary.TrainingExamples, summary.HeldOutExamples));
        Assert.Equal(("patients", 40L, 30L, 10L, "outcome"), (told.Name, told.Rows, told.TrainingExamples, told.HeldoutExamples, told.Target));
        Assert.Equal(["age", "pressure", "rate"], told.Features);
    }

    [Fact]
    public async Task Register_BadValue_NamesRowAndColumnAndNotTheValue()
    {
        File.AppendAllText(_folder.At("patients.csv"), "secret,1,2,3\n");

        var fault = Assert.Single((await Register(Definition)).Faults);

        Assert.Contains("41", fault, StringComparison.Ordinal);
        Assert.Contains("age", fault, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileGrows_TheFederationHearsOfIt()
    {
        await Register(Definition);
        await _coordinator.Datasets.Next();

        WriteRows(80);

        Assert.Equal(80, (await _coordinator.Datasets.Next()).Rows);
    }

    [Fact]
    public async Task Registered_SurvivesARestart()
    {
        await Register(Definition);
        await _site.DisposeAsync();
        _site = await SiteUnderTest.Start(_folder, _gateway.Address);

        Assert.Equal("patients", Assert.Single((await _coordinator.Hellos.Next()).Datasets).Name);
    }

    [Fact]
    public async Task Registered_IsTrainedOn()
    {
        await Register(Definition);
        _coordinator.Assign("run", 1);

        var report = Protocol.V1.Report.Parser.ParseFrom((await _coordinator.Submissions.Next()).Report);

        Assert.Equal(30, report.Update.Examples);
        Assert.Equal(("loss", 10L), (report.Evaluation.Single().Metric, report.Evaluation.Single().Examples));
        Assert.True(double.IsFinite(report.Update.TrainingLoss));
    }

    // The noise covers the update. The loss is of the records as they are, so it stays at the site.
    [Fact]
    public async Task TrainedPrivately_TellsNoLoss()
    {
        await Register(Definition);
        var task = FakeCoordinator.TaskOf("patients");
        _coordinator.Assign("run", 1, task: task with { Training = task.Training with { BatchSize = 0, Privacy = new(1, 1, ExpectedBatch: 8) } });

        var report = Protocol.V1.Report.Parser.ParseFrom((await _coordinator.Submissions.Next()).Report);

        Assert.Equal(30, report.Update.Examples);
        Assert.False(report.Update.HasTrainingLoss);
        Assert.Equal((8 / 30.0, 1.0, 1.0, 5), (report.Update.Mechanism.SamplingRate, report.Update.Mechanism.NoiseMultiplier, report.Update.Mechanism.ClippingNorm, report.Update.Mechanism.Steps));
    }

    [Fact]
    public async Task NotRegistered_IsReported()
    {
        _coordinator.Assign("run", 1);

        Assert.Equal("dataset: no dataset called 'patients' is registered at this site. Register it, or leave this site out.", (await _coordinator.Failures.Next()).Reason);
    }

    [Fact]
    public async Task OtherShapeThanTheModels_IsReported()
    {
        await Register(Definition.Replace("- { name: rate, type: number }", "- { name: rate, drop: true }", StringComparison.Ordinal));
        _coordinator.Assign("run", 1);

        Assert.Equal("model.input: the model takes records of shape [3], and dataset 'patients' has 2 features.", (await _coordinator.Failures.Next()).Reason);
    }

    [Fact]
    public async Task Divergence_IsReported()
    {
        await Register(Definition);
        var task = FakeCoordinator.TaskOf("patients");
        _coordinator.Assign("run", 1, task: task with { Training = task.Training with { LocalSteps = 500, Optimizer = new("sgd", 1e6) } });

        Assert.StartsWith("Training diverged at step", (await _coordinator.Failures.Next()).Reason, StringComparison.Ordinal);
    }

    private Task<DatasetRegistered> Register(string definition) => _site.Grains.GetGrain<IDatasetGrain>("patients").Register(new(definition, _folder.Path));

    private void WriteRows(int count) => PatientsFile.Write(_folder, count);
}
