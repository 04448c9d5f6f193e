using FedGrains.Attacks.Membership;
using FedGrains.Attacks.Statistics;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Tests.Membership;

public sealed class MembershipAttackTests
{
    private const int Shadows = 96;
    private const int Targets = 32;

    [Fact]
    public void Attack_OverfittedModels_TellsMembersApart()
    {
        var models = Train(Games.Overfitted(null, steps: 50, rate: 1));
        var (threshold, ratio) = (Curve(LossThreshold.Attack(models, Shadows)), Curve(LikelihoodRatio.Attack(models, Shadows)));

        Assert.Null(models.Mechanism);
        Assert.InRange(threshold.Area, 0.7, 1);
        Assert.InRange(ratio.Area, 0.8, 1);
        Assert.True(ratio.Area > threshold.Area);
        // Where few others are taken for members, knowing each candidate's own difficulty is worth most.
        Assert.InRange(ratio.TruePositiveRateAt(0.01), 0.05, 1);
        Assert.True(ratio.TruePositiveRateAt(0.01) > threshold.TruePositiveRateAt(0.01));
    }

    // Ten steps over all records at σ = 5 cost ε = 2.59 at δ = 1e-5.
    [Fact]
    public void Attack_DpSgd_IsNotMuchBetterThanChance()
    {
        var models = Train(Games.Overfitted(new(ClippingNorm: 1, NoiseMultiplier: 5, SamplingRate: 1), steps: 10, rate: 1));

        Assert.Equal(new DpSgdMechanism(SamplingRate: 1, NoiseMultiplier: 5, ClippingNorm: 1, Steps: 10), models.Mechanism);
        Assert.InRange(Curve(LossThreshold.Attack(models, Shadows)).Area, 0.5, 0.66);
        Assert.InRange(Curve(LikelihoodRatio.Attack(models, Shadows)).Area, 0.5, 0.66);
    }

    [Fact]
    public void Attack_VariancesOfTheirOwn_WorkToo() =>
        Assert.InRange(Curve(LikelihoodRatio.Attack(Train(Games.Overfitted(null, steps: 50, rate: 1)), Shadows, pooledVariance: false)).Area, 0.78, 1);

    [Fact]
    public void Attack_NoTargetsLeft_IsRefused()
    {
        var models = ShadowModels.Train(Games.Overfitted(null, steps: 1, rate: 1), 8, Victim.Trainer(1), TestContext.Current.CancellationToken);

        Assert.Throws<ArgumentOutOfRangeException>(() => LikelihoodRatio.Attack(models, 8));
        Assert.Throws<ArgumentOutOfRangeException>(() => LikelihoodRatio.Attack(models, 1));
        Assert.Equal(8 * 200, LossThreshold.Attack(models) is var scores ? scores.Members.Length + scores.Others.Length : 0);
    }

    [Fact]
    public void Train_Regression_IsRefused()
    {
        var game = Games.Overfitted(null, steps: 1, rate: 1);

        Assert.Throws<ArgumentException>(() => ShadowModels.Train(game with { Plan = game.Plan with { Loss = LossNames.MeanSquaredError } }, 2, Victim.Trainer(1), TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Confidence_IsTheLogOddsOfTheLabel()
    {
        // The plan's one step at a rate of nothing leaves the parameters at 0: every probability is a half, and the odds are even.
        var models = ShadowModels.Train(Games.Overfitted(null, steps: 1, rate: 1e-20), 1, Victim.Trainer(1), TestContext.Current.CancellationToken);

        Assert.Equal(0, models.Confidence(0, 3), 1e-6);
    }

    private static ShadowModels Train(MembershipGame game) => ShadowModels.Train(game, Shadows + Targets, Victim.Trainer(1), TestContext.Current.CancellationToken);

    private static RocCurve Curve(MembershipScores scores) => RocCurve.Of(scores.Members, scores.Others);
}
