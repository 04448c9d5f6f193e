using System.Runtime.InteropServices;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Masking;

/// <summary>The sum of the weights that sites put in front of their masked updates: one lane, which comes out exact.</summary>
internal static class MaskedWeights
{
    /// <summary>The total, or null when no cohort can have it: then the masks did not cancel.</summary>
    public static async Task<long?> Total(IArtifactStore area, IReadOnlyCollection<Digest> updates, MaskingTask masking, UnmaskPlan masks)
    {
        var quantiser = MaskedVectors.Quantiser(masking);
        var sum = new MaskedSum(quantiser.Ring, lanes: 1);
        var lane = new byte[quantiser.Ring.LaneSize()];

        foreach (var update in updates)
        {
            await area.Read(update, 0, lane);
            sum.Add(MemoryMarshal.Cast<byte, uint>(lane));
        }

        masks.RemoveFrom(sum);

        try
        {
            return quantiser.TotalWeight(sum.Words);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
