using FedGrains.Core.Evaluation;
using FedGrains.Core.Models;
using FedGrains.Core.Rounds;
using FedGrains.Core.Tests.Rounds;
using FedGrains.Core.Tests.Runs;

using static FedGrains.Core.Tests.Rounds.RoundSamples;

namespace FedGrains.Core.Tests.Models;

public sealed class ModelVersionTests
{
    [Fact]
    public void Initial_HasNoParent()
    {
        var version = ModelVersion.Initial(Run, Base with { Version = 0 }, Opened);

        Assert.Equal("heart/first/v0", version.Key.ToString());
        Assert.Equal((null, 0), (version.Parent, version.Round));
        Assert.Empty(version.Contributors);
    }

    [Fact]
    public void MadeBy_SaysWhoIsInItAndWhoIsNot()
    {
        var round = Open(3, quorum: 1).Submit(2).Submit(0).Fail(Node(1), "The disk is full.", Opened);
        var version = ModelVersion.MadeBy(round, Result.Model, RunSamples.Now);

        Assert.Equal("heart/first/v4", version.Key.ToString());
        Assert.Equal((Base.Digest, 4), (version.Parent, version.Round));
        Assert.Equal([(Node(0), 10L), (Node(2), 12L)], version.Contributors.Select(c => (c.Node, c.Examples)));
        Assert.Equal([new Absence(Node(1), "The disk is full.")], version.Absences);
    }

    [Fact]
    public void Evaluated_Twice_IsTheSameAsOnce()
    {
        var evaluation = new ModelEvaluation([new(Node(1), Measured(0.5)), new(Node(0), Measured(0.25))]);
        var once = ModelVersion.Initial(Run, Base, Opened).Evaluated(evaluation);

        Assert.Equal([Node(0), Node(1)], once.Evaluation.Nodes.Select(n => n.Node));
        Assert.Equal(once.Json(), once.Evaluated(evaluation).Json());
    }

    [Fact]
    public void Evaluated_MoreNodes_AddsToWhatIsKnown()
    {
        var version = ModelVersion.Initial(Run, Base, Opened)
            .Evaluated(new([new(Node(0), Measured(0.5))]))
            .Evaluated(new([new(Node(1), Measured(0.25)), new(Node(0), Measured(0.75))]));

        Assert.Equal([0.75, 0.25], version.Evaluation.Nodes.Select(n => n.Measurements.Single().Value));
    }
}
