using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Training;
using FedGrains.Training.Devices;

namespace FedGrains.Attacks.Membership;

/// <summary>Many models of one membership game: who was in each, and how sure each is of every candidate's label.</summary>
public sealed class ShadowModels
{
    // A loss of 0 is one too small for single precision; a confidence stays finite.
    private const double LeastLoss = 1e-30;

    private readonly bool[][] _members;
    private readonly double[][] _confidences;

    private ShadowModels(bool[][] members, double[][] confidences) => (_members, _confidences) = (members, confidences);

    /// <summary>How many models there are.</summary>
    public int Count => _members.Length;

    /// <summary>How many candidates the game has.</summary>
    public int Candidates => _members[0].Length;

    /// <summary>What the models' trainings say they did; null when they were not private. It is the same for all when the sampling rate is given.</summary>
    public DpSgdMechanism? Mechanism { get; private init; }

    /// <summary>Trains <paramref name="count"/> models. A plan that is not of cross-entropy throws an <see cref="ArgumentException"/>.</summary>
    public static ShadowModels Train(MembershipGame game, int count, LocalTrainer trainer, CancellationToken cancellation = default)
    {
        if (game.Plan.Loss == LossNames.MeanSquaredError) throw new ArgumentException("Confidence is of classes: the game needs a cross-entropy.", nameof(game));

        var evaluator = new ModelEvaluator(TorchDevice.Cpu, TorchThreads.One);
        var candidates = game.Records(game.Candidates);

        return Train(game, count, trainer, parameters => [.. evaluator.Losses(game.Model, game.Plan, parameters, candidates, cancellation).Select(loss => Confidence((double)loss))], cancellation);
    }

    /// <summary>Trains <paramref name="count"/> models and reads a number for each candidate off each model's parameters; it takes the confidence's place.</summary>
    public static ShadowModels Train(MembershipGame game, int count, LocalTrainer trainer, Func<float[], double[]> read, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var (members, confidences) = (new bool[count][], new double[count][]);
        DpSgdMechanism? mechanism = null;

        for (var model = 0; model < count; model++)
        {
            var coin = SeededRandom.For(game.Seed, $"members/{model}");
            members[model] = [.. game.Candidates.Select(_ => coin.NextInt(2) == 1)];
            var left = game.Candidates.Where((_, i) => !members[model][i]).ToHashSet();
            var records = game.Records([.. Enumerable.Range(0, game.Pool.Count).Where(place => !left.Contains(place))]);

            var trained = trainer.Train(game.Model, game.Plan, game.Start, records, new(game.Seed, new NodeId($"shadow-{model}")), round: 1, cancellation: cancellation);
            confidences[model] = read(trained.Parameters);
            mechanism = trained.Mechanism;
        }

        return new(members, confidences) { Mechanism = mechanism };
    }

    /// <summary>Whether a candidate was in a model's training.</summary>
    public bool IsMember(int model, int candidate) => _members[model][candidate];

    /// <summary>φ = ln(p / (1 - p)), p being the probability that a model gives a candidate's label: nearly normal over models (Carlini et al. 2022).</summary>
    public double Confidence(int model, int candidate) => _confidences[model][candidate];

    // p = e^-loss, so φ = -ln(e^loss - 1); at both ends that loses its digits.
    private static double Confidence(double loss) => Math.Max(loss, LeastLoss) switch
    {
        > 30 => -loss,
        < 1e-6 and var small => -Math.Log(small),
        var usual => -Math.Log(Math.Exp(usual) - 1),
    };
}
