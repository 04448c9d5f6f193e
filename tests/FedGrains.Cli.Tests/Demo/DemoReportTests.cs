using System.Collections.Immutable;
using System.Text.Json;

using FedGrains.Cli.Demo;
using FedGrains.Cli.Runs;
using FedGrains.Core.Evaluation;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;

namespace FedGrains.Cli.Tests.Demo;

public sealed class DemoReportTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly NodeId Leeds = new("leeds");
    private static readonly NodeId York = new("york");

    [Fact]
    public void Of_Run_JoinsEachVersionWithTheRoundThatMeasuredIt()
    {
        var report = DemoReport.Of(TwoRounds(), null);

        Assert.Equal([1, 2], report.History.Select(r => r.Rounds));
        Assert.Equal([0.5, 0.7], report.History[0].Nodes.Select(n => n.Accuracy!.Value));
        Assert.Equal([0.6, 0.9], report.History[1].Nodes.Select(n => n.Accuracy!.Value));
        Assert.Equal([Sha(1), Sha(2)], report.History.Select(r => r.ModelSha256));
        Assert.Equal([2.0, 3.0], report.History.Select(r => r.Seconds));
    }

    [Fact]
    public void Of_Run_EndIsTheLastVersion()
    {
        var report = DemoReport.Of(TwoRounds(), null);

        Assert.Equal((2, Sha(2)), (report.Rounds, report.ModelSha256));
        Assert.Equal(0.75, report.MeanAccuracy!.Value, precision: 12);
        Assert.Equal((9.0, 300L, 600L), (report.Seconds, report.BytesUp, report.BytesDown));
        Assert.Equal(new DemoNode("leeds", 10, 40, 0.6, 0.4), report.Nodes[0]);
    }

    [Fact]
    public void ToJson_NamesAreTheContract()
    {
        using var json = JsonDocument.Parse(DemoReport.Of(TwoRounds(), null).ToJson());
        var root = json.RootElement;

        Assert.Equal(
            ["federation", "run", "strategy", "seed", "rounds", "nodes", "mean_accuracy", "model_sha256", "seconds", "bytes_up", "bytes_down", "secure_aggregation", "roster_sha256", "privacy", "history"],
            root.EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["rounds", "nodes", "mean_accuracy", "model_sha256", "seconds", "bytes_up", "bytes_down", "survivors", "transcript_sha256"],
            root.GetProperty("history")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(["name", "examples", "training_examples", "accuracy", "loss"], root.GetProperty("nodes")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal(
            ["protected", "sentence", "unit", "adjacency", "epsilon", "delta", "accountant", "worst_node", "nodes", "not_covered"],
            root.GetProperty("privacy").EnumerateObject().Select(p => p.Name));
        Assert.Equal("demo", root.GetProperty("federation").GetString());
        Assert.Equal(2, root.GetProperty("rounds").GetInt32());
    }

    [Fact]
    public void Of_Run_IsSecureWhenEveryVersionWasMadeOfAMaskedSum()
    {
        var (history, secure) = (TwoRounds(), new SecureRecord(Digest.Of([2]), 2, [Leeds, York], Digest.Of([3]), SharesAsked: true));
        var masked = history.Rounds.Select(r => r.Model is null ? r : r with { Secure = secure }).ToImmutableArray();

        var report = DemoReport.Of(new(history.Run, masked), null);
        Assert.True(report.SecureAggregation);
        Assert.Equal(secure.Roster.Value, report.RosterSha256);
        Assert.All(report.History, round => Assert.Equal((2, secure.Transcript.Value), (round.Survivors, round.TranscriptSha256)));

        Assert.False(DemoReport.Of(new(history.Run, masked.SetItem(0, history.Rounds[0])), null).SecureAggregation);
        Assert.Equal((false, null), (DemoReport.Of(history, null).SecureAggregation, DemoReport.Of(history, null).RosterSha256));
    }

    [Fact]
    public void Of_RunWithAnAbandonedRound_CountsItsBytesOnly()
    {
        var history = TwoRounds();
        var abandoned = history.Rounds[1] with { Number = 4, Phase = RoundPhase.Abandoned, Reason = "Nobody came.", Model = null, BaseEvaluation = ModelEvaluation.None };
        var report = DemoReport.Of(new(history.Run, history.Rounds.Add(abandoned)), null);

        Assert.Equal(2, report.History.Length);
        Assert.Equal(400, report.BytesUp);
    }

    [Fact]
    public void RunView_Run_IsJson()
    {
        using var json = JsonDocument.Parse(Cli.CommandLine.Terminal.ToJson(RunView.Of(TwoRounds())));
        var round = json.RootElement.GetProperty("rounds")[0];

        Assert.Equal("completed", json.RootElement.GetProperty("phase").GetString());
        Assert.Equal("heart", json.RootElement.GetProperty("run").GetString());
        Assert.Equal(0.6, round.GetProperty("evaluation").GetProperty("pooled")[0].GetProperty("value").GetDouble(), precision: 12);
        Assert.True(round.GetProperty("evaluation").GetProperty("nodes")[0].GetProperty("measurements")[0].GetProperty("lower").GetDouble() < 0.5);
    }

    [Fact]
    public void RunView_RunAlone_HasNoRounds()
    {
        using var json = JsonDocument.Parse(Cli.CommandLine.Terminal.ToJson(RunView.Of(TwoRounds().Run)));

        Assert.Equal(3, json.RootElement.GetProperty("roundsEnded").GetInt32());
        Assert.False(json.RootElement.TryGetProperty("rounds", out _));
    }

    // Version 1 is measured in round 2, version 2 in the evaluation round at the end.
    private static RunHistory TwoRounds() => new(
        Finished(),
        [
            Trained(1, Measured(0.1, 0.1), opened: 1, seconds: 2),
            Trained(2, Measured(0.5, 0.7), opened: 3, seconds: 3),
            Trained(3, Measured(0.6, 0.9), opened: 6, seconds: 3) with { Task = RoundTask.Evaluate, Model = null, Contributors = [Contributed(Leeds, 0), Contributed(York, 0)] },
        ]);

    private static Run Finished() => new(
        new(new("demo"), new("heart")),
        Cli.RunFiles.RunFile.Parse("""
            dataset: heart
            model: { kind: logistic, features: 13 }
            training: { loss: binaryCrossEntropy, metrics: [accuracy], optimizer: { learningRate: 0.01 }, batchSize: 4, localSteps: 100 }
            rounds: 2
            """).Configuration,
        [Leeds, York],
        RunPhase.Completed,
        OpenRound: 0,
        RoundsEnded: 3,
        AbandonedInARow: 0,
        Model(2),
        null,
        null,
        Start,
        Start.AddSeconds(9),
        null);

    private static RoundSummary Trained(int number, ModelEvaluation measured, double opened, double seconds) => new(
        number, RoundTask.Train, RoundPhase.Checkpointed, null, number - 1, Model(number), measured, [Contributed(Leeds, 40), Contributed(York, 20)], [],
        Start.AddSeconds(opened), Start.AddSeconds(opened + seconds), new(100, 200));

    private static Contribution Contributed(NodeId node, long examples) => new(node, examples, 0.5, Digest.Of([1]));

    private static ModelEvaluation Measured(double leeds, double york) => new([At(Leeds, leeds), At(York, york)]);

    private static NodeEvaluation At(NodeId node, double accuracy) =>
        new(node, [new("accuracy", accuracy, 10, accuracy * (1 - accuracy)), new("loss", 1 - accuracy, 10, 0.1)]);

    private static BaseModel Model(int version) => new(version, new(Sha(version)), 120, 64, null);

    private static string Sha(int version) => Digest.Of([(byte)version]).Value;
}
