using FedGrains.Core.Attacks;

namespace FedGrains.Core.Tests.Attacks;

public sealed class AttackWordsTests
{
    [Fact]
    public void Attacks_All_HaveWordsOfTheirOwn() => Assert.Equal(AttackNames.All.Length, AttackNames.All.Select(AttackWords.OfAttack).Except(AttackNames.All).Distinct().Count());

    [Theory]
    [InlineData(FigureNames.Recognised, 0.375, "37.5 %")]
    [InlineData(FigureNames.AreaUnderCurve, 0.8514, "0.851")]
    public void Values_AreWrittenAsTheyAreRead(string figure, double value, string text) => Assert.Equal(text, AttackWords.OfValue(figure, value));

    [Theory]
    [InlineData(double.PositiveInfinity, "exact")]
    [InlineData(double.NegativeInfinity, "nothing")]
    [InlineData(6.66, "6.7 dB")]
    public void Decibels_AreWrittenAsTheyAreRead(double value, string text) => Assert.Equal(text, AttackWords.OfDecibels(value));

    [Fact]
    public void Sentences_EveryVerdictAndReason_HasOne()
    {
        Assert.All(Enum.GetValues<AttackVerdict>(), v => Assert.EndsWith(".", v.Explain(), StringComparison.Ordinal));
        Assert.Equal(Enum.GetValues<AttackVerdict>().Length, Enum.GetValues<AttackVerdict>().Select(v => v.InWords()).Distinct().Count());
        Assert.All(Enum.GetValues<SkipReason>(), r => Assert.EndsWith(".", r.Explain(), StringComparison.Ordinal));
    }
}
