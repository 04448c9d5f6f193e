using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Core.Tests.Rounds;

namespace FedGrains.Core.Tests.Runs;

/// <summary>A run of hospitals a, b, c and the rounds it may see end.</summary>
internal static class RunSamples
{
    public static DateTimeOffset Now { get; } = RoundSamples.Opened.AddHours(1);

    public static RunConfiguration Configuration { get; } = new(
        DatasetName.Parse("heart-disease"),
        ModelDefinition.Regression(3),
        RoundSamples.Training,
        StrategySettings.Default(StrategyNames.FedAvg),
        Weighting.Examples,
        Rounds: 3,
        Seed: 42,
        Nodes: [],
        MandatoryNodes: [],
        MinimumNodes: 0,
        RoundDeadline: TimeSpan.FromMinutes(10),
        Lease: TimeSpan.FromMinutes(1),
        AbandonedRoundLimit: 2,
        FractionBits: 24,
        EarlyStop: null);

    public static Run Start(RunConfiguration? configuration = null) => Run.Start(
        RoundSamples.Run,
        configuration ?? Configuration,
        [RoundSamples.Node(0), RoundSamples.Node(1), RoundSamples.Node(2)],
        new(0, Digest.Of("initial"u8), 136, 120, null),
        RoundSamples.Opened,
        null);

    /// <summary>The round under way comes to a good end; its base version was measured at <paramref name="loss"/>.</summary>
    public static Run Checkpointed(this Run run, double loss = 0.5) => run.RoundEnded(run.Summary(RoundPhase.Checkpointed, loss), Now);

    public static Run Abandoned(this Run run) => run.RoundEnded(run.Summary(RoundPhase.Abandoned), Now);

    public static Run AbandonedAfter(this Run run, SecureRecord secure) => run.RoundEnded(run.Summary(RoundPhase.Abandoned) with { Secure = secure }, Now);

    public static RoundSummary Summary(this Run run, RoundPhase phase, double loss = 0.5, int? number = null)
    {
        // A cancelled run does not say any more what its last round asked for.
        var task = run.Phase is RunPhase.Evaluating || run.Latest.Version == run.Configuration.Rounds ? RoundTask.Evaluate : RoundTask.Train;
        var plan = RoundSamples.Plan(1, task: task) with { Key = new(run.Key, number ?? run.OpenRound), Base = run.Latest };
        var submission = RoundSamples.Submission(0, task: task) with { BaseVersion = run.Latest.Version, BaseDigest = run.Latest.Digest };
        var round = Round.Open(plan).Submit(submission, RoundSamples.Opened).Next;

        return RoundSummary.Of(phase is RoundPhase.Abandoned ? round.Abandon("Nobody came.", Now) : round.Checkpoint(new(Made(run, task), Measured(loss)), Now), new(10, 20));
    }

    private static BaseModel Made(Run run, RoundTask task) => task is RoundTask.Evaluate
        ? run.Latest
        : run.Latest with { Version = run.Latest.Version + 1, Digest = Digest.Of([(byte)(run.Latest.Version + 1)]) };

    private static Core.Evaluation.ModelEvaluation Measured(double loss) => new([new(RoundSamples.Node(0), RoundSamples.Measured(loss))]);
}
