using System.Text.Json;

using FedGrains.Privacy.Accounting;
using FedGrains.Privacy.Accounting.Statements;

namespace FedGrains.Privacy.Tests.Accounting;

public sealed class PrivacyStatementTests
{
    private static readonly PrivacyStatement s_statement = PrivacyStatement.Of(
        PrivacyUnit.Record, "Gaussian noise on clipped gradients", [PrivacyEvent.NoisySteps(1, 2, 1)], 1e-5, AccountantCatalog.Default, "the measurements of each round.");

    [Fact]
    public void Of_Events_ArePriced()
    {
        Assert.Equal(1.993091404415119631, s_statement.Epsilon, 1e-14);
        Assert.Equal(("pld", 1e-5, Adjacency.AddOrRemoveOne), (s_statement.Accountant, s_statement.Delta, s_statement.Adjacency));
    }

    [Fact]
    public void Sentence_Guarantee_NamesUnitAndMechanismAndWhatIsNotCovered()
    {
        Assert.StartsWith(
            "Whoever sees this learns almost the same whether or not any one record was there: it is (1.994, 1E-05)-differentially private for one record added or removed, by Gaussian noise on clipped gradients (accountant 'pld'). Not covered: the measurements of each round. ",
            s_statement.Sentence,
            StringComparison.Ordinal);
        Assert.Contains("Not covered: that a site takes part", s_statement.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Sentence_NoBound_ClaimsNothing()
    {
        var statement = PrivacyStatement.Of(PrivacyUnit.Site, "a plain mean", [new PrivacyEvent.NonPrivate("a mean")], 1e-5, AccountantCatalog.Default);

        Assert.Equal(double.PositiveInfinity, statement.Epsilon);
        Assert.StartsWith("There is no differential-privacy guarantee for a site", statement.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_Statement_IsTheGoldenText()
    {
        var plain = s_statement with { Epsilon = 1.5, NotCovered = ["the size."] };

        Assert.Equal(
            """{"unit":"record","adjacency":"addOrRemoveOne","mechanism":"Gaussian noise on clipped gradients","epsilon":1.5,"delta":1E-05,"accountant":"pld","events":[{"event":"repeated","of":{"event":"gaussian","noiseMultiplier":2},"count":1}],"notCovered":["the size."]}""",
            JsonSerializer.Serialize(plain));
    }

    [Fact]
    public void Json_Infinity_GoesThereAndBack()
    {
        var statement = PrivacyStatement.Of(PrivacyUnit.Site, "a plain mean", [new PrivacyEvent.NonPrivate("a mean")], 1e-5, AccountantCatalog.Default);
        var read = JsonSerializer.Deserialize<PrivacyStatement>(JsonSerializer.Serialize(statement))!;

        Assert.Equal((statement.Unit, statement.Epsilon, statement.Sentence), (read.Unit, read.Epsilon, read.Sentence));
        Assert.Equal(statement.Events, read.Events);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(2.3815969, "2.382")]
    [InlineData(2.381, "2.381")]
    [InlineData(2.38100001, "2.382")]
    [InlineData(0.00012345, "0.0001235")]
    [InlineData(9.9999, "10.000")]
    [InlineData(12345.6, "12346")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void RoundedUp_Figures_AreNeverBetterThanTheyAre(double epsilon, string expected) => Assert.Equal(expected, PrivacyStatement.RoundedUp(epsilon));

    [Theory]
    [InlineData(0, "0")]
    [InlineData(2.3815969, "2.381")]
    [InlineData(2.381, "2.381")]
    [InlineData(2.38199999, "2.381")]
    [InlineData(0.00012345, "0.0001234")]
    public void RoundedDown_Figures_AreNeverMoreThanThereIs(double epsilon, string expected) => Assert.Equal(expected, PrivacyStatement.RoundedDown(epsilon));
}
