using System.Security.Cryptography;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Training;
using FedGrains.Health.Datasets;
using FedGrains.Training;
using FedGrains.Training.Devices;

namespace FedGrains.Testing;

/// <summary>
/// A federation of the four UCI hospitals in one process: the same batches, fixed-point updates, exact sums and server steps as
/// over the wire, so the parameters come out the same to the bit; only nobody waits for anybody.
/// </summary>
public sealed class HeartSimulation
{
    private readonly List<(NodeId Node, TrainingData Train, TrainingData HeldOut)> _hospitals = [];
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
    public float[] Train(StrategySettings strategy, double learningRate, ulong seed, int rounds = HeartProtocol.Rounds) =>
        Train(HeartProtocol.Plan(strategy, learningRate), strategy, Weighting.Examples, rounds, seed, Trainer()).Parameters;

    /// <summary>The parameters after all rounds with the updates of masked rounds, but without a mask.</summary>
    /// <param name="seen">Shown each site's update in each round as words of 32 bits: what nobody but the site may see.</param>
    public float[] TrainQuantised(StrategySettings strategy, double learningRate, ulong seed, int rounds, Action<ReadOnlySpan<uint>> seen)
    {
        var cap = SecureAggregationPlan.CapFor(Weighting.Examples, _hospitals.Max(h => h.Train.Count));
        var masking = new MaskingTask(SecureAggregationPlan.DefaultClip, _hospitals.Count, cap, RingBits: 32);

        return Train(HeartProtocol.Plan(strategy, learningRate), strategy, Weighting.Examples, rounds, seed, Trainer(), (parameters, round) => new QuantisedHeartSum(parameters, masking, seed, round, seen)).Parameters;
    }

    /// <summary>A private run, with samples and noise that repeat themselves.</summary>
    public SimulatedRun TrainPrivately(RunConfiguration run, ulong seed)
    {
        using var random = new SeededGenerator(seed);

        return Train(run.Training, run.Strategy, run.Weighting, run.Rounds, seed, Trainer(random));
    }

    /// <summary>The accuracy at each hospital on its held-out records.</summary>
    public IReadOnlyDictionary<string, double> Accuracy(float[] model)
    {
        var plan = HeartProtocol.Plan(StrategySettings.Default(StrategyNames.FedAvg), learningRate: 1);

        return _hospitals.ToDictionary(
            h => h.Node.Value,
            h => _evaluator.Evaluate(HeartProtocol.Model, plan, model, h.HeldOut).Single(m => m.Metric == MetricNames.Accuracy).Value);
    }

    private SimulatedRun Train(TrainingPlan plan, StrategySettings strategy, Weighting weighting, int rounds, ulong seed, LocalTrainer trainer, Func<int, int, IHeartSum>? sums = null)
    {
        var model = InitialModel.Create(HeartProtocol.Model.Layout(), seed);
        var (first, second) = (new float[model.Length], new float[model.Length]);
        var mechanisms = new List<(string Hospital, DpSgdMechanism Mechanism)>();

        for (var round = 1; round <= rounds; round++)
        {
            using var sum = sums?.Invoke(model.Length, round) ?? new PlainHeartSum(model.Length);

            foreach (var (node, train, _) in _hospitals)
            {
                var trained = trainer.Train(HeartProtocol.Model, plan, model, train, new(seed, node), round);
                sum.Add(node, trained.Parameters, model, weighting.Weight(train.Count));
                if (trained.Mechanism is { } mechanism) mechanisms.Add((node.Value, mechanism));
            }

            StrategyCatalog.Find(strategy.Name).Step(strategy, model, sum.Mean(), new(first, second), model);
        }

        return new(model, mechanisms.ToLookup(m => m.Hospital, m => m.Mechanism));
    }

    private static LocalTrainer Trainer(RandomNumberGenerator? random = null) => new(TorchDevice.Cpu, TorchThreads.One, TimeProvider.System, random);

    private static TrainingData Records(Fold fold) => new([fold.Features.Length / fold.Count], fold.Features, fold.Labels);
}

/// <summary>What a run came to.</summary>
/// <param name="Parameters">The model.</param>
/// <param name="Mechanisms">What private training did at each hospital, round by round; nothing where it was not private.</param>
public sealed record SimulatedRun(float[] Parameters, ILookup<string, DpSgdMechanism> Mechanisms);
