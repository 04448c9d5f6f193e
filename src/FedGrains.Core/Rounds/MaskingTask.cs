namespace FedGrains.Core.Rounds;

/// <summary>
/// How a site makes its update ready to be masked: cut to the clip, weighted, rounded at random to ring elements behind its weight. All sites of a round
/// must do alike, or the sum means nothing.
/// </summary>
/// <param name="Clip">C_inf, the most that the update changes a parameter.</param>
/// <param name="LargestCohort">The most updates that are ever summed.</param>
/// <param name="WeightCap">W, the most that a site's weight may be; 1 when every site weighs alike.</param>
/// <param name="RingBits">Bits of a ring element, 32 or 64.</param>
public sealed record MaskingTask(double Clip, int LargestCohort, long WeightCap, int RingBits);
