using FedGrains.Core.Training;

namespace FedGrains.Training.Tests;

public sealed partial class LocalTrainerTests
{
    [Fact]
    public void Train_Progress_IsSeldomAndEndsWithTheLastStep()
    {
        var listener = new Listener();
        Jobs.Train(Model, Jobs.Plan(steps: 25), Data, progress: listener);

        Assert.Equal([10, 20, 25], listener.Heard.Select(p => p.Step));
        Assert.All(listener.Heard, p => Assert.True(p is { Steps: 25, Loss: > 0 }));
    }

    [Fact]
    public void Train_ManySteps_ReportsAboutAHundredTimes()
    {
        var listener = new Listener();
        Jobs.Train(Model, Jobs.Plan(steps: 3000), Data, progress: listener);

        Assert.Equal(100, listener.Heard.Count);
    }

    [Fact]
    public void Train_Cancelled_StopsBeforeTheNextStep()
    {
        using var source = new CancellationTokenSource();
        var listener = new Listener { OnReport = source.Cancel };

        Assert.Throws<OperationCanceledException>(() => Jobs.Train(Model, Jobs.Plan(steps: 1000), Data, progress: listener, stop: source));
        Assert.Single(listener.Heard);
    }

    [Fact]
    public void Train_HugeLearningRate_SaysItDiverged()
    {
        var error = Assert.Throws<TrainingDivergedException>(() => Jobs.Train(Model, Jobs.Plan(LossNames.MeanSquaredError, rate: 1e6, steps: 100), Data));

        Assert.Matches("^Training diverged at step [0-9]+ of 100: .* Use a lower learning rate than 1000000,", error.Message);
    }

    [Fact]
    public void Train_LastStepOverflows_DoesNotLetItOut()
    {
        var error = Assert.Throws<TrainingDivergedException>(() => Jobs.Train(Model, Jobs.Plan(LossNames.MeanSquaredError, rate: 1e30, steps: 1), new([3], [1, 1, 1], [1e10f])));

        Assert.Contains("step 1 of 1", error.Message, StringComparison.Ordinal);
    }

    private sealed class Listener : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Heard { get; } = [];

        public Action OnReport { get; init; } = () => { };

        public void Report(TrainingProgress value)
        {
            Heard.Add(value);
            OnReport();
        }
    }
}
