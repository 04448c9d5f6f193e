using System.Text.Json.Serialization;

using FedGrains.Core.Identifiers;

namespace FedGrains.Core.Rounds;

/// <summary>
/// The noise that each site adds to its update before it is masked: the distributed discrete Gaussian mechanism, with all that is public of it. Sites hold what it
/// claims to what they compute of it themselves.
/// </summary>
/// <param name="Update">The noise on the update: its clip is the L2 norm that the whole update is cut to.</param>
/// <param name="Vote">The noise on a site's vote, ±1, on the clipping norm; null where the norm is fixed.</param>
/// <param name="FewestSurvivors">The fewest updates of a sum whose noise is counted on.</param>
/// <param name="Parameters">Parameters of the model.</param>
/// <param name="Lanes">Ring elements of an update.</param>
/// <param name="NoiseMultiplier">What the noise of a sum is at least in standard deviations over the clipping norm, the vote's cost counted in.</param>
/// <param name="Rho">What a sum costs at most: it is ρ-zCDP for a site whose update is replaced by zero.</param>
/// <param name="Rotation">The 32 public bytes that the rotation follows from.</param>
public sealed record SiteNoise(
    NoiseShare Update,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] NoiseShare? Vote,
    int FewestSurvivors,
    int Parameters,
    int Lanes,
    double NoiseMultiplier,
    double Rho,
    Digest Rotation);

/// <summary>One site's share of the noise.</summary>
/// <param name="Clip">The bound on the norm of what it goes on.</param>
/// <param name="Bits">What the distance between neighbouring values follows from, γ = clip · 2^-bits. Whole, because not every double comes back from JSON as it was (2^-25 does not), and all must have the same γ to the bit.</param>
/// <param name="Deviation">s, its standard deviation in each coordinate, in the clip's unit.</param>
public sealed record NoiseShare(double Clip, int Bits, double Deviation)
{
    /// <summary>γ.</summary>
    [JsonIgnore]
    public double Granularity => Math.ScaleB(Clip, -Bits);
}
