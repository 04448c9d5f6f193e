using FedGrains.Core.Rounds;
using FedGrains.Privacy.Updates;

namespace FedGrains.Grains.Masking;

/// <summary>How a round's masked vectors are made, from what its sites are told.</summary>
internal static class MaskedVectors
{
    public static UpdateRing Ring(MaskingTask masking) => masking.RingBits == UpdateRing.Bits32.Bits() ? UpdateRing.Bits32 : UpdateRing.Bits64;

    public static UpdateQuantiser Quantiser(MaskingTask masking) => new(new ClipBounds(masking.Clip), masking.LargestCohort, masking.WeightCap, Ring(masking));
}
