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
public sealed record DpSgdMechanism(double SamplingRate, double NoiseMultiplier, double ClippingNorm, int Steps);
