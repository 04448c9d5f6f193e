using FedGrains.Core.Words;

namespace FedGrains.Core.Tests.Words;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("rounds", "rounds")]
    [InlineData("ronds", "rounds")]
    [InlineData("ROUNDS", "rounds")]
    [InlineData("roundsss", "rounds")]
    [InlineData("rondsss", "rounds")]
    [InlineData("rondssss", null)]
    [InlineData("cvs", "csv")]
    [InlineData("cs", "csv")]
    [InlineData("xyz", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void For_Word_IsWhatAFewTypingErrorsCouldHaveMadeIt(string word, string? meant) =>
        Assert.Equal(meant is null ? "Known: csv, rounds." : $"Did you mean '{meant}'? Known: csv, rounds.", Suggestion.For(word, ["csv", "rounds"]));

    [Fact]
    public void For_TwoAsNear_IsTheFirst() => Assert.Equal("Did you mean 'beta1'? Known: beta1, beta2.", Suggestion.For("beta3", ["beta1", "beta2"]));

    [Fact]
    public void For_NothingKnown_SuggestsNothing() => Assert.Equal("Known: .", Suggestion.For("word", []));
}
