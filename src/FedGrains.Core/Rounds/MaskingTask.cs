using System.Text.Json.Serialization;

namespace FedGrains.Core.Rounds;

/// <summary>
/// How a site makes its update ready to be masked: cut to the clip, weighted, rounded at random to ring elements behind its weight. All sites of a round
/// must do alike, or the sum means nothing.
/// </summary>
/// <param name="Clip">C_inf, the most that the update changes a parameter.</param>
/// <param name="LargestCohort">The most updates that are ever summed.</param>
/// <param name="WeightCap">W, the most that a site's weight may be; 1 when every site weighs alike.</param>
/// <param name="RingBits">Bits of a ring element, 32 or 64.</param>
/// <param name="Noise">The noise that the site adds; null for none.</param>
public sealed record MaskingTask(
    double Clip, int LargestCohort, long WeightCap, int RingBits, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SiteNoise? Noise = null)
{
    /// <summary>The ring elements of an update of so many parameters: the weight's, and one for each; noise pads them.</summary>
    public long Lanes(long parameters) => Noise?.Lanes ?? parameters + 1;
}
