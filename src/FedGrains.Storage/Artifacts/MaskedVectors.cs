using FedGrains.Core.Rounds;
using FedGrains.Privacy.Updates;

namespace FedGrains.Storage.Artifacts;

/// <summary>How the masked vectors in a round's update area are made, from what its sites are told: for whoever sums them.</summary>
public static class MaskedVectors
{
    /// <summary>The ring of the vectors' lanes.</summary>
    public static UpdateRing Ring(MaskingTask masking) => masking.RingBits == UpdateRing.Bits32.Bits() ? UpdateRing.Bits32 : UpdateRing.Bits64;

    /// <summary>What reads weights and means from their sum. Settings under which a sum could overflow throw an <see cref="ArgumentException"/>.</summary>
    public static UpdateQuantiser Quantiser(MaskingTask masking) => new(new ClipBounds(masking.Clip), masking.LargestCohort, masking.WeightCap, Ring(masking));
}
