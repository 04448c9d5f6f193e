using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Testing;
using FedGrains.Training.Devices;
using FedGrains.Training.Tests.DifferentialPrivacy;

using RandomNumberGenerator = System.Security.Cryptography.RandomNumberGenerator;

namespace FedGrains.Training.Tests;

public sealed partial class LocalTrainerTests
{
    private static readonly DpSgd Wide = new(ClippingNorm: 100, NoiseMultiplier: 1, SamplingRate: 1);

    [Fact]
    public void TrainPrivately_Result_SaysWhatRanAndNoLoss()
    {
        var listener = new Listener();
        var result = Train(Private(new(1.5, 0.8, ExpectedBatch: 5), steps: 30), new SeededGenerator(1), progress: listener);

        Assert.Equal(new DpSgdMechanism(SamplingRate: 0.25, NoiseMultiplier: 0.8, ClippingNorm: 1.5, Steps: 30), result.Mechanism);
        Assert.Equal(30, result.Steps);
        Assert.Null(result.MeanLoss);
        Assert.Equal([10, 20, 30], listener.Heard.Select(p => p.Step));
        Assert.All(listener.Heard, p => Assert.Null(p.Loss));
    }

    [Theory]
    [InlineData(0.25, 0, 2, 8)]
    [InlineData(0.3, 0, 1, 4)]
    [InlineData(0, 5, 3, 12)]
    [InlineData(0, 500, 3, 3)]
    public void TrainPrivately_Epochs_AreExpectedPasses(double rate, int batch, int epochs, int steps) =>
        Assert.Equal(steps, Train(Jobs.Plan(epochs: epochs) with { BatchSize = 0, Privacy = new(1, 1, rate, batch) }, new SeededGenerator(1)).Mechanism!.Steps);

    // Nothing is clipped, every record is drawn and the noise is 0: what is left is plain training on the whole data.
    [Theory]
    [InlineData(OptimizerNames.Sgd, 0, 0, 0)]
    [InlineData(OptimizerNames.Sgd, 0.9, 0.1, 0)]
    [InlineData(OptimizerNames.Sgd, 0.5, 0, 2)]
    [InlineData(OptimizerNames.Adam, 0, 0, 0)]
    [InlineData(OptimizerNames.Adam, 0, 0.1, 1)]
    public void TrainPrivately_NoNoiseNoClipping_IsPlainTraining(string optimizer, double momentum, double decay, double mu)
    {
        var plan = Jobs.Plan(batch: 20, steps: 30, mu: mu, optimizer: new(optimizer, 0.05, momentum, decay));
        var plain = Jobs.Train(Model, plan, Data, from: Start);

        AssertClose(Doubles(plain.Parameters), Train(plan with { BatchSize = 0, Privacy = Wide }, ScriptedGenerator.EveryRecordNoNoise).Parameters);
    }

    [Fact]
    public void TrainPrivately_OneStep_AddsClippedGradients()
    {
        const double Clip = 0.4;
        var expected = OneByOne.ClippedSum(OneByOne.Gradients(Model, Start, Data, LossNames.BinaryCrossEntropy), Clip * (1 - (1.0 / 1024)));

        var trained = Train(Private(Wide with { ClippingNorm = Clip }, steps: 1, rate: 0.5), ScriptedGenerator.EveryRecordNoNoise);

        AssertClose(expected.Select((g, i) => Start[i] - (0.5 * g / 20)), trained.Parameters);
    }

    // All 20 records are drawn where 5 were expected. Dividing by what was drawn would tell its number.
    [Fact]
    public void TrainPrivately_LargeSample_IsDividedByTheExpectedBatch()
    {
        var gradient = new LogisticRegression(Data, Doubles(Start)).Gradient(mu: 0);
        var trained = Train(Private(Wide with { SamplingRate = 0.25 }, steps: 1, rate: 0.1), ScriptedGenerator.EveryRecordNoNoise);

        AssertClose(gradient.Select((g, i) => Start[i] - (0.1 * (20.0 / 5) * g)), trained.Parameters);
    }

    // What torch is told must outlive the telling. Numbers that nobody holds are freed when another thread sets off a collection, and torch reads what was there.
    [Theory]
    [InlineData(OptimizerNames.Sgd)]
    [InlineData(OptimizerNames.Adam)]
    public async Task TrainPrivately_WhileOthersAllocate_NeverReadsFreedNumbers(string optimizer)
    {
        using var stop = new CancellationTokenSource();
        var others = Task.Run(() => Allocate(stop.Token), TestContext.Current.CancellationToken);
        var model = new ModelDefinition([3], [new Layer.Linear(4), new Layer.RmsNorm(), new Layer.Dropout(0.1), new Layer.Linear(1)]);
        var plan = Private(new(1, 1, SamplingRate: 0.5), steps: 1200) with { Optimizer = new(optimizer, 0.01, WeightDecay: 0.001), ProximalTerm = 0.1 };

        var trained = new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, new SeededGenerator(1))
            .Train(model, plan, Jobs.Initial(model), Data, Jobs.Leeds, 1, cancellation: TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        Assert.Equal(1200, trained.Steps);
        Assert.True(await others > 0, "Nothing was collected while training went on, so this test saw nothing.");
    }

    // A record that is left out must not show in anything but its own gradient: neither the sampling rate nor the divisor follows it.
    [Fact]
    public void TrainPrivately_RecordLeftOut_IsDividedByThePublicCount()
    {
        var fewer = new TrainingData([3], Data.Features[..(19 * 3)].ToArray(), Data.Labels[..19].ToArray()) { PublicCount = 20 };
        var gradient = new LogisticRegression(fewer, Doubles(Start)).Gradient(mu: 0);
        var plan = Private(Wide with { SamplingRate = 0, ExpectedBatch = 5 }, steps: 1, rate: 0.1);
        var trained = new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, ScriptedGenerator.EveryRecordNoNoise)
            .Train(Model, plan, Start, fewer, Jobs.Leeds, 1, cancellation: TestContext.Current.CancellationToken);

        Assert.Equal(0.25, trained.Mechanism!.SamplingRate);
        AssertClose(gradient.Select((g, i) => Start[i] - (0.1 * (19.0 / 5) * g)), trained.Parameters);
    }

    [Fact]
    public void TrainPrivately_NobodyThere_ReleasesNoiseAlone()
    {
        var nobody = new TrainingData([3], [], []) { PublicCount = 1 };
        float[] Trained(RandomNumberGenerator random) => new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, random)
            .Train(Model, Private(Wide, steps: 1), Start, nobody, Jobs.Leeds, 1, cancellation: TestContext.Current.CancellationToken).Parameters;

        Assert.Equal(Start, Trained(ScriptedGenerator.EveryRecordNoNoise));
        Assert.NotEqual(Start, Trained(new SeededGenerator(1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Jobs.Train(Model, Jobs.Plan(), nobody, from: Start));
    }

    [Fact]
    public void TrainPrivately_EmptySamples_AreStepsWithNoise()
    {
        const int Steps = 2000;
        var model = ModelDefinition.Perceptron(3, [40, 30], 1);
        var start = Jobs.Initial(model);
        var plan = Private(new(0.5, 2, SamplingRate: 0.25), Steps, rate: 0.1);
        var trained = new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, ScriptedGenerator.NoRecord(new SeededGenerator(2)))
            .Train(model, plan, start, Data, Jobs.Leeds, 1, cancellation: TestContext.Current.CancellationToken);

        // Each step moves a parameter by a normal number of deviation rate · σC / (qN).
        var deviation = 0.1 * 2 * 0.5 / 5 * Math.Sqrt(Steps);
        Assert.Equal(Steps, trained.Mechanism!.Steps);
        Assert.Equal(1, Math.Sqrt(trained.Parameters.Zip(start, (w, s) => Math.Pow(w - s, 2)).Average()) / deviation, 0.08);
    }

    [Fact]
    public void TrainPrivately_EmptySamplesNoNoise_ChangeNothing() =>
        Assert.Equal(Start, Train(Private(Wide with { SamplingRate = 0.5 }, steps: 7), ScriptedGenerator.NoRecordNoNoise).Parameters);

    [Fact]
    public void TrainPrivately_SameGenerator_GivesTheSameBits()
    {
        float[] Bits(ulong seed) => Train(Private(new(1, 1, ExpectedBatch: 5), steps: 20), new SeededGenerator(seed)).Parameters;

        Assert.Equal(Bits(1), Bits(1));
        Assert.NotEqual(Bits(1), Bits(2));
    }

    // The run's seed is known to everyone: neither samples nor noise may follow from it.
    [Fact]
    public void TrainPrivately_SystemsGenerator_NeverRepeatsItself()
    {
        float[] Once() => Train(Private(new(1, 1, ExpectedBatch: 5), steps: 3), null).Parameters;

        Assert.NotEqual(Once(), Once());
    }

    [Fact]
    public void TrainPrivately_OtherRunSeed_DrawsTheSame()
    {
        var model = new ModelDefinition([3], [new Layer.Linear(8), new Layer.Relu(), new Layer.Dropout(0.5), new Layer.Linear(1)]);
        float[] With(ulong seed) => new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, new SeededGenerator(1))
            .Train(model, Private(new(1, 1, ExpectedBatch: 5), steps: 20), Jobs.Initial(model), Data, Jobs.Leeds with { Seed = seed }, 1, cancellation: TestContext.Current.CancellationToken).Parameters;

        Assert.Equal(With(1), With(2));
    }

    [Fact]
    public void TrainPrivately_SampleLargerThanMemoryAllows_GoesThroughInParts()
    {
        var (model, data) = (ModelDefinition.Regression(3), Jobs.Binary(9000, 3));
        var plan = Jobs.Plan(batch: 9000, steps: 2);
        float[] Parameters(TrainingPlan p, RandomNumberGenerator? random) => new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, random)
            .Train(model, p, Start, data, Jobs.Leeds, 1, cancellation: TestContext.Current.CancellationToken).Parameters;

        AssertClose(Doubles(Parameters(plan, null)), Parameters(plan with { BatchSize = 0, Privacy = Wide }, ScriptedGenerator.EveryRecordNoNoise));
    }

    [Theory]
    [InlineData(OptimizerNames.Sgd, 0.3)]
    [InlineData(OptimizerNames.Adam, 0.01)]
    public void TrainPrivately_Images_LearnsThemThroughTheNoise(string optimizer, double rate)
    {
        var model = ModelDefinition.ConvolutionalNetwork([1, 8, 8], [4], [8], 2);
        var plan = Jobs.Plan(LossNames.CrossEntropy, steps: 250, optimizer: new(optimizer, rate)) with { BatchSize = 0, Metrics = [MetricNames.Accuracy], Privacy = new(1, 0.6, ExpectedBatch: 64) };
        var trained = new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, new SeededGenerator(1))
            .Train(model, plan, Jobs.Initial(model), Jobs.Bars(512, seed: 1), Jobs.Leeds, 1, cancellation: TestContext.Current.CancellationToken);

        Assert.InRange(Jobs.Evaluate(model, plan, trained.Parameters, Jobs.Bars(128, seed: 2))[1].Value, 0.9, 1);
    }

    // Infinite losses are the records' own matter: nothing is told but what the noise covers.
    [Fact]
    public void TrainPrivately_RecordThatOverflows_IsLeftOutInSilence()
    {
        TrainingData data = new([3], [1, 1, 1, 3e38f, 3e38f, 3e38f], [1, 0]);
        var plan = Jobs.Plan(LossNames.MeanSquaredError, rate: 0.1, steps: 5) with { BatchSize = 0, Privacy = Wide };
        var trained = new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, ScriptedGenerator.EveryRecordNoNoise)
            .Train(Model, plan, Start, data, Jobs.Leeds, 1, cancellation: TestContext.Current.CancellationToken);

        Assert.All(trained.Parameters, v => Assert.InRange(Math.Abs(v), 0, 10));
    }

    [Fact]
    public void TrainPrivately_ParametersOverflow_SaysItDiverged() => Assert.Throws<TrainingDivergedException>(() =>
        Train(Private(new(1e6, 10_000, SamplingRate: 1e-6), steps: 3, rate: 1e30), new SeededGenerator(1)));

    private static TrainingPlan Private(DpSgd privacy, int steps, double rate = 0.5) => Jobs.Plan(rate: rate, steps: steps) with { BatchSize = 0, Privacy = privacy };

    private static TrainingResult Train(TrainingPlan plan, RandomNumberGenerator? random, IProgress<TrainingProgress>? progress = null) =>
        new LocalTrainer(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, random).Train(Model, plan, Start, Data, Jobs.Leeds, 1, progress, TestContext.Current.CancellationToken);

    private static int Allocate(CancellationToken stop)
    {
        var (before, kept) = (GC.CollectionCount(0), new byte[64][]);

        for (var i = 0; !stop.IsCancellationRequested; i++) kept[i % kept.Length] = new byte[4096];

        return GC.CollectionCount(0) - before;
    }
}
