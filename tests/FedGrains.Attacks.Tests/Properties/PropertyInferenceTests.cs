using FedGrains.Attacks.Properties;
using FedGrains.Core.Training;

namespace FedGrains.Attacks.Tests.Properties;

public sealed class PropertyInferenceTests
{
    private const int Count = 100;

    [Fact]
    public void Accuracy_Undefended_TellsSitesApart() => Assert.InRange(Accuracy(null), 0.75, 1);

    // Enough noise hides a site. What it takes is far more than what hides a record.
    [Fact]
    public void Accuracy_MuchNoise_IsChance() => Assert.InRange(Accuracy(new(ClippingNorm: 1, NoiseMultiplier: 8, SamplingRate: 1)), 0.4, 0.6);

    // Record-level privacy is no promise about sites, and this says so: noise that would hide any one record leaves the site's property.
    [Fact]
    public void Accuracy_RecordLevelNoise_StillTellsSitesApart() => Assert.InRange(Accuracy(new(ClippingNorm: 1, NoiseMultiplier: 1, SamplingRate: 1)), 0.65, 1);

    [Fact]
    public void Accuracy_Masked_IsChance()
    {
        double[][] Masked(ulong first) => [.. Enumerable.Range(0, Count).Select(i => Victim.Masked(Sites.Parameters, first + (ulong)i))];

        Assert.InRange(PropertyInference.Learn(Masked(1), Masked(1001)).Accuracy(Masked(2001), Masked(3001)).Value, 0.4, 0.6);
    }

    [Fact]
    public void Score_HandWorked()
    {
        // Only the first parameter differs, so the sides are told by it.
        var attack = PropertyInference.Learn([[2, 5], [3, 5]], [[-2, 5], [-3, 5]]);

        Assert.True(attack.Score([1, 5]) > 0);
        Assert.True(attack.Score([-1, 5]) < 0);
        Assert.Equal(0, attack.Score([0, 5]), 1e-12);
    }

    [Fact]
    public void Learn_OneSideMissing_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => PropertyInference.Learn([], [[1]]));
        Assert.Throws<ArgumentOutOfRangeException>(() => PropertyInference.Learn([[1]], [[1]], ridge: 0));
    }

    private static double Accuracy(DpSgd? privacy) => PropertyInference
        .Learn(Sites.Updates(Count, isMost: true, privacy, 1), Sites.Updates(Count, isMost: false, privacy, 1001))
        .Accuracy(Sites.Updates(Count, isMost: true, privacy, 2001), Sites.Updates(Count, isMost: false, privacy, 3001)).Value;
}
