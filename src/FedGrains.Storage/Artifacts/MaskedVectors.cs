using System.Globalization;

using FedGrains.Core.Rounds;
using FedGrains.Privacy.Noise;
using FedGrains.Privacy.Updates;

namespace FedGrains.Storage.Artifacts;

/// <summary>How the masked vectors in a round's update area are made, from what its sites are told: the same for its sites, for whoever sums them, and for whoever checks the sum.</summary>
public static class MaskedVectors
{
    // Where a claim is compared with what comes out of a library's logarithms.
    private const double Rounding = 1e-9;

    /// <summary>The ring of the vectors' lanes. An <see cref="ArgumentException"/> when there is no such ring.</summary>
    public static UpdateRing Ring(MaskingTask masking) =>
        masking.RingBits == UpdateRing.Bits32.Bits() ? UpdateRing.Bits32
        : masking.RingBits == UpdateRing.Bits64.Bits() ? UpdateRing.Bits64
        : throw new ArgumentException($"ringBits is {masking.RingBits}, and rings have 32 or 64.");

    /// <summary>What reads weights and means from their sum. Settings under which a sum could overflow, or that claim what they do not keep, throw an <see cref="ArgumentException"/>.</summary>
    public static ISumReader Reader(MaskingTask masking) => masking.Noise is null ? Quantiser(masking) : NoisyQuantiser(masking);

    /// <summary>What makes vectors without noise. Settings under which a sum could overflow throw an <see cref="ArgumentException"/>.</summary>
    public static UpdateQuantiser Quantiser(MaskingTask masking) => masking.Clip > 0 && double.IsFinite(masking.Clip)
        ? new(new ClipBounds(masking.Clip), masking.LargestCohort, masking.WeightCap, Ring(masking))
        : throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"clip is {masking.Clip}, and it must be finite and above 0."));

    /// <summary>What makes vectors with noise. Noise that cannot be, or that is less than it claims, throws an <see cref="ArgumentException"/>.</summary>
    public static DistributedGaussianQuantiser NoisyQuantiser(MaskingTask masking)
    {
        var noise = masking.Noise ?? throw new ArgumentException("The masking task says nothing of noise.", nameof(masking));
        if (noise is { Update: null } or { Rotation.Value: null }) throw new ArgumentException("noise lacks a field.");
        if (masking.WeightCap != 1) throw new ArgumentException($"weightCap is {masking.WeightCap}, and with noise every site weighs 1.");

        var mechanism = Mechanism(noise.Update, noise.Parameters, noise, masking);
        var votes = noise.Vote is { } vote ? Mechanism(vote, 1, noise, masking) : null;
        DistributedGaussianQuantiser quantiser = new(mechanism, Convert.FromHexString(noise.Rotation.Value), votes);

        return Fault(masking.Clip, noise, quantiser) is { } fault ? throw new ArgumentException($"noise: {fault}") : quantiser;
    }

    /// <summary>The noise of one site as its configuration has it, for a granularity that is the clip over a power of two.</summary>
    public static NoiseShare ShareOf(DistributedGaussian mechanism) => new(mechanism.Settings.Clip, Math.ILogB(mechanism.Settings.Clip / mechanism.Settings.Granularity), mechanism.Settings.LocalDeviation);

    private static DistributedGaussian Mechanism(NoiseShare share, int parameters, SiteNoise noise, MaskingTask masking) =>
        new(new(share.Clip, share.Granularity, share.Deviation, noise.FewestSurvivors, masking.LargestCohort, parameters), Ring(masking));

    private static string? Fault(double clip, SiteNoise noise, DistributedGaussianQuantiser quantiser) =>
        noise.Update.Clip != clip ? string.Create(CultureInfo.InvariantCulture, $"it is for updates of norm {noise.Update.Clip}, and they are cut to {clip}.")
        : noise.Lanes != quantiser.Lanes ? $"lanes is {noise.Lanes}, and such a vector has {quantiser.Lanes}."
        : !(noise.Rho >= quantiser.Rho * (1 - Rounding)) ? string.Create(CultureInfo.InvariantCulture, $"rho is claimed to be {noise.Rho}, and it is {quantiser.Rho}.")
        : !(noise.NoiseMultiplier <= (1 + Rounding) / Math.Sqrt(2 * quantiser.Rho)) ? string.Create(CultureInfo.InvariantCulture, $"noiseMultiplier is claimed to be {noise.NoiseMultiplier}, and it is {1 / Math.Sqrt(2 * quantiser.Rho)}.")
        : null;
}
