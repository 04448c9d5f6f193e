using FedGrains.Attacks.Membership;
using FedGrains.Attacks.Statistics;

namespace FedGrains.Attacks.Tests.Membership;

/// <summary>
/// Holds trained models to their guarantee by the strongest record in the easiest place: a canary, in or out, that everything else is against. Each score is of a model
/// of its own, and the threshold, even odds, is set before.
/// </summary>
public sealed class MembershipAuditTests
{
    private const int Shadows = 100;
    private const int Targets = 300;

    // The exact price of ten steps over all records at σ = 5 (a Gaussian mechanism with μ = √10 / 5), δ = 1e-5.
    private const double Epsilon = 2.5943834;
    private const double Delta = 1e-5;

    [Fact]
    public void Of_Undefended_RefutesTheGuarantee()
    {
        var audit = MembershipAudit.Of(Scores(Games.Canary(null, steps: 10, rate: 0.3)), threshold: 0, Epsilon, Delta);

        Assert.True(audit.IsRefuted);
        Assert.InRange(audit.EpsilonShown, 3, 5);
    }

    [Fact]
    public void Of_DpSgd_KeepsTheGuarantee()
    {
        var scores = Scores(Games.Canary(new(ClippingNorm: 1, NoiseMultiplier: 5, SamplingRate: 1), steps: 10, rate: 0.3));
        var audit = MembershipAudit.Of(scores, threshold: 0, Epsilon, Delta);

        Assert.False(audit.IsRefuted);
        Assert.InRange(audit.EpsilonShown, 0, Epsilon);

        // The best that anybody can do against this mechanism is an area of Φ(μ / √2) = 0.673. Three deviations of an area over 150 and 150 scores are 0.09:
        // more would be too little noise, and much less an attack too weak to test anything.
        Assert.InRange(RocCurve.Of(scores.Members, scores.Others).Area, 0.6, 0.673 + 0.09);
    }

    // A mechanism with less noise than it says is found out.
    [Fact]
    public void Of_TooLittleNoise_RefutesTheGuarantee() => Assert.True(
        MembershipAudit.Of(Scores(Games.Canary(new(ClippingNorm: 1, NoiseMultiplier: 0.3, SamplingRate: 1), steps: 10, rate: 0.3)), threshold: 0, Epsilon, Delta).IsRefuted);

    // Three steps at q = 0.2 and σ = 0.5 are (1, 0.15594)-private (Google's accountant). Without the chance of not being drawn they would be nothing of the kind.
    [Theory]
    [InlineData(0.2, false)]
    [InlineData(1, true)]
    public void Of_PoissonSamples_KeepTheirAmplifiedGuarantee(double rate, bool refuted)
    {
        var scores = Scores(Games.Canary(new(ClippingNorm: 1, NoiseMultiplier: 0.5, SamplingRate: rate), steps: 3, rate: 0.3));

        Assert.Equal(refuted, MembershipAudit.Of(scores, threshold: 0, epsilon: 1, delta: 0.15594).IsRefuted);
    }

    [Fact]
    public void Of_HandWorked()
    {
        var audit = MembershipAudit.Of(new([3, 2, 1, -1], [2, -1, -2, -3]), threshold: 1, epsilon: 0, delta: 0, confidence: 0.9);

        Assert.Equal(Binomial.Interval(3, 4, 0.95), audit.With);
        Assert.Equal(Binomial.Interval(1, 4, 0.95), audit.Without);
        Assert.False(audit.IsRefuted);
        Assert.Equal(0, audit.EpsilonShown);
    }

    private static MembershipScores Scores(MembershipGame game) =>
        LikelihoodRatio.Attack(ShadowModels.Train(game, Shadows + Targets, Victim.Trainer(7), TestContext.Current.CancellationToken), Shadows);
}
