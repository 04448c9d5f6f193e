using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;
using FedGrains.Health.Datasets;
using FedGrains.Privacy.Updates;
using FedGrains.Training;
using FedGrains.Training.Devices;

namespace FedGrains.Testing;

/// <summary>
/// A federation of the four UCI hospitals in one process: the same batches, fixed-point updates, exact sums and server steps as
/// over the wire, so the parameters come out the same to the bit; only nobody waits for anybody.
/// </summary>
public sealed class HeartSimulation
{
    private static readonly FixedPointFormat Format = FixedPointFormat.Default;

    private readonly List<(NodeId Node, TrainingData Train, TrainingData HeldOut)> _hospitals = [];
    private readonly LocalTrainer _trainer = new(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System);
    private readonly ModelEvaluator _evaluator = new(TorchDevice.Cpu, TorchThreads.One);

    private HeartSimulation()
    {
    }

    /// <summary>Reads the hospitals' original files from <paramref name="folder"/>.</summary>
    public static async Task<HeartSimulation> Read(string folder)
    {
        var simulation = new HeartSimulation();

        foreach (var hospital in HeartDisease.Hospitals)
        {
            var data = (await DatasetReader.Read(HeartDisease.Definition(Path.Combine(folder, HeartDisease.FileOf(hospital))))).Normalised();
            simulation._hospitals.Add((new(hospital), Records(data.TrainFold), Records(data.TestFold)));
        }

        return simulation;
    }

    /// <summary>The parameters after all rounds.</summary>
    public float[] Train(StrategySettings strategy, double learningRate, ulong seed, int rounds = HeartProtocol.Rounds)
    {
        var plan = HeartProtocol.Plan(strategy, learningRate);
        var model = InitialModel.Create(HeartProtocol.Model.Layout(), seed);
        var (first, second) = (new float[model.Length], new float[model.Length]);

        for (var round = 1; round <= rounds; round++)
        {
            var mean = MeanUpdate(plan, model, seed, round);
            StrategyCatalog.Find(strategy.Name).Step(strategy, model, mean, new(first, second), model);
        }

        return model;
    }

    /// <summary>The accuracy at each hospital on its held-out records.</summary>
    public IReadOnlyDictionary<string, double> Accuracy(float[] model)
    {
        var plan = HeartProtocol.Plan(StrategySettings.Default(StrategyNames.FedAvg), learningRate: 1);

        return _hospitals.ToDictionary(
            h => h.Node.Value,
            h => _evaluator.Evaluate(HeartProtocol.Model, plan, model, h.HeldOut).Single(m => m.Metric == MetricNames.Accuracy).Value);
    }

    private double[] MeanUpdate(TrainingPlan plan, float[] model, ulong seed, int round)
    {
        using var sum = new ExactSum(model.Length);
        var encoded = new int[model.Length];

        foreach (var (node, train, _) in _hospitals)
        {
            var trained = _trainer.Train(HeartProtocol.Model, plan, model, train, new(seed, node), round);

            if (FixedPointEncoder.Encode(Format, trained.Parameters, model, encoded) is { } fault) throw new InvalidOperationException($"{node}: {fault}");

            sum.Add(encoded, train.Count);
        }

        var mean = new double[model.Length];
        sum.Mean(Format, 0, mean);

        return mean;
    }

    private static TrainingData Records(Fold fold) => new([fold.Features.Length / fold.Count], fold.Features, fold.Labels);
}
