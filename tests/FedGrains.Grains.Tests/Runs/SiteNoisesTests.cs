using CsCheck;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;
using FedGrains.Grains.Runs;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Tests.Runs;

/// <summary>Whatever a run may ask for, its rounds can be opened: settings that no noise can be sized for are a fault before it starts.</summary>
public sealed class SiteNoisesTests
{
    private static readonly Gen<double> Multiplier = Gen.Double[-2, 2].Select(e => Math.Pow(10, e));

    private static readonly Gen<ClipAdaptation?> Adaptation = Gen.OneOf(
        Gen.Const((ClipAdaptation?)null),
        Gen.Double[-3, 3].Select(e => (ClipAdaptation?)new ClipAdaptation(CountNoise: Math.Pow(10, e))),
        Gen.Const((ClipAdaptation?)new ClipAdaptation()));

    private static readonly Gen<SitePrivacy> Privacies =
        Gen.Select(Gen.Double[-6, 6].Select(e => Math.Pow(10, e)), Multiplier, Gen.Int[0, 5], Adaptation).Select((norm, noise, curious, adaptation) => new SitePrivacy(norm, noise, CuriousSites: curious, Adaptation: adaptation));

    [Fact]
    public void Task_AnySettingsWithoutAFault_KeepsWhatItClaims() => Gen.Select(Privacies, Gen.Int[1, 300], Gen.Int[0, 700], Gen.Double[0, 8].Select(e => (int)Math.Pow(10, e))).Sample((privacy, least, more, parameters) =>
    {
        if (privacy.Faults().Any()) return;

        var masking = SiteNoises.Task(privacy, privacy.ClippingNorm, least + more, least, parameters, Digest.Of([1]));
        Assert.InRange(masking.Noise!.Rho * 2 * privacy.NoiseMultiplier * privacy.NoiseMultiplier, 0.99, 1 + 1e-9);
        Assert.Equal(masking.Noise.Rho, MaskedVectors.NoisyQuantiser(masking).Rho, masking.Noise.Rho * 1e-9);
    }, iter: 2000);

    // Hardly any of the budget is left for the update: what noise that takes grows beyond all bounds.
    [Theory]
    [InlineData(100, 50.001)]
    [InlineData(1, 0.50001)]
    [InlineData(1, 0.505)]
    public void Faults_CountThatTakesNearlyAll_IsOne(double multiplier, double count) =>
        Assert.Contains("adaptation.countNoise must be at least", Assert.Single(new SitePrivacy(1, multiplier, Adaptation: new(CountNoise: count)).Faults()), StringComparison.Ordinal);
}
