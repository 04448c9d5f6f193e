namespace FedGrains.Core.Training;

/// <summary>
/// What private training did, and nothing of what it found: <paramref name="Steps"/> times, a Poisson sample of the training records at
/// <paramref name="SamplingRate"/>, gradients of norm at most <paramref name="ClippingNorm"/>, and Gaussian noise of standard deviation
/// <paramref name="NoiseMultiplier"/> · <paramref name="ClippingNorm"/> on their sum. Steps with an empty sample count. Neighbouring data differ by one record, added or removed.
/// What that costs is an accountant's to say.
/// </summary>
/// <param name="SamplingRate">q, more than 0 and at most 1.</param>
/// <param name="NoiseMultiplier">σ, more than 0.</param>
/// <param name="ClippingNorm">C, more than 0. The price does not depend on it.</param>
/// <param name="Steps">Steps taken, at least 1.</param>
public sealed record DpSgdMechanism(double SamplingRate, double NoiseMultiplier, double ClippingNorm, int Steps)
{
    // One record of 2^31, the most that a round may count.
    private const double LeastRate = 1e-10;

    /// <summary>
    /// In what this protects less than what was <paramref name="asked"/>, or is no mechanism at all; a sentence each that begins with the protocol's field. Empty when it does as asked or better.
    /// What is beyond any plan counts as a fault too, so that whoever prices it can rely on the ranges.
    /// </summary>
    public IEnumerable<string> Shortfalls(DpSgdMechanism asked)
    {
        ArgumentNullException.ThrowIfNull(asked);

        if (!(SamplingRate >= LeastRate && SamplingRate <= asked.SamplingRate)) yield return $"sampling_rate: {SamplingRate} is more than the {asked.SamplingRate} asked for, or no rate.";
        if (!(NoiseMultiplier >= asked.NoiseMultiplier && NoiseMultiplier <= 10_000)) yield return $"noise_multiplier: {NoiseMultiplier} is less than the {asked.NoiseMultiplier} asked for, or no noise multiplier.";
        if (!(ClippingNorm > 0 && ClippingNorm <= asked.ClippingNorm)) yield return $"clipping_norm: {ClippingNorm} is more than the {asked.ClippingNorm} asked for, or no norm.";
        if (Steps < 1 || Steps > asked.Steps) yield return $"steps: {Steps} are more than the {asked.Steps} asked for, or none.";
    }
}
