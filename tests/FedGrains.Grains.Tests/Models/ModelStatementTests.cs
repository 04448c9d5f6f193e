using FedGrains.Core.Identifiers;
using FedGrains.Core.Models;
using FedGrains.Core.Training;
using FedGrains.Grains.Models;
using FedGrains.Privacy.Accounting;

namespace FedGrains.Grains.Tests.Models;

/// <summary>What is promised about a version, in figures and in words.</summary>
public sealed class ModelStatementTests
{
    private static readonly DpSgdMechanism Round = new(0.25, 4, 1, 20);

    [Fact]
    public void Of_SeveralSites_EachHasItsPriceAndTheWorstSpeaks()
    {
        var statement = ModelStatement.Of([Noisy("leeds", 3), Noisy("york", 15), Noisy("bonn", 15)], new DpSgd(1, 4, 0.25, Delta: 1e-3));

        Assert.Equal(("record", "addOrRemoveOne", 1e-3, "pld"), (statement.Unit, statement.Adjacency, statement.Delta, statement.Accountant));
        Assert.Equal([Price(3), Price(15), Price(15)], statement.Nodes.Select(n => n.Epsilon));
        Assert.Equal((new NodeId("york"), Price(15), true), (statement.Worst!.Node, statement.Epsilon, statement.IsProtected));
        Assert.StartsWith(
            "The records of york are promised least. Whoever sees this learns almost the same whether or not any one record was there: it is (",
            statement.Sentence,
            StringComparison.Ordinal);
        Assert.Contains(
            ", 0.001)-differentially private for one record added or removed, by 15 rounds of 20 steps of DP-SGD on a Poisson sample with the rate 0.25 with the noise multiplier 4 and the clipping norm 1 (accountant 'pld').",
            statement.Sentence,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Of_AnySite_SaysWhatIsNotCovered()
    {
        var statement = ModelStatement.Of([Noisy("leeds", 1)], null);

        Assert.StartsWith("Whoever sees this", statement.Sentence, StringComparison.Ordinal);
        Assert.Contains(statement.NotCovered, n => n.Contains("held-out records", StringComparison.Ordinal));
        Assert.Contains(statement.NotCovered, n => n.Contains("a person with several records", StringComparison.Ordinal));
        Assert.All(statement.NotCovered, n => Assert.Contains($"Not covered: {n}", statement.Sentence, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(100, 1e-3)]
    [InlineData(101, 1e-4)]
    public void Of_NoDelta_FollowsFromTheMostRecords(long records, double delta) =>
        Assert.Equal(delta, ModelStatement.Of([Noisy("leeds", 1) with { Records = 30 }, Noisy("york", 1) with { Records = records }], new DpSgd(1, 4, 0.25)).Delta, 1e-15);

    [Fact]
    public void Of_OnePlainUpdate_ThereIsNoProtection()
    {
        var statement = ModelStatement.Of([Noisy("leeds", 3) with { Plain = 1 }, Noisy("york", 3)], null);

        Assert.False(statement.IsProtected);
        Assert.Equal((new NodeId("leeds"), double.PositiveInfinity), (statement.Worst!.Node, statement.Epsilon));
        Assert.True(double.IsFinite(statement.Nodes[1].Epsilon));
        Assert.Equal("Without protection: updates of leeds were made without noise, and nothing bounds what this version tells of any one of their records.", statement.Sentence);
        Assert.EndsWith("and one round of training without noise", statement.Nodes[0].Mechanism, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SeveralMechanisms_AreComposed()
    {
        var other = new DpSgdMechanism(1, 8, 1, 1);
        var statement = ModelStatement.Of([Noisy("leeds", 2) with { Noisy = [new(Round, 2), new(other, 1)] }], new DpSgd(1, 4, 0.25, Delta: 1e-3));

        Assert.Equal(AccountantCatalog.Default.Epsilon([PrivacyEvent.NoisySteps(0.25, 4, 40), PrivacyEvent.NoisySteps(1, 8, 1)], 1e-3), statement.Epsilon, 1e-9);
        Assert.EndsWith("and one round of one step of DP-SGD on all records with the noise multiplier 8 and the clipping norm 1", statement.Nodes[0].Mechanism, StringComparison.Ordinal);
    }

    private static NodeReleases Noisy(string node, int rounds) => new(new(node), 100, [new(Round, rounds)], 0);

    private static double Price(int rounds) => AccountantCatalog.Default.Epsilon([PrivacyEvent.NoisySteps(0.25, 4, 20L * rounds)], 1e-3);
}
