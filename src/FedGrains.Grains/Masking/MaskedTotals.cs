using System.Runtime.InteropServices;

using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Masking;

/// <summary>The lanes of a masked sum that are not parameters': the weights that sites put in front, which come out exact, and their votes on the clip, which are noised.</summary>
/// <param name="area">The round's update area.</param>
/// <param name="updates">The masked updates.</param>
/// <param name="masking">How they were made.</param>
/// <param name="masks">What has to come off.</param>
internal sealed class MaskedTotals(IArtifactStore area, IReadOnlyCollection<Digest> updates, MaskingTask masking, UnmaskPlan masks)
{
    private readonly UpdateRing _ring = MaskedVectors.Ring(masking);

    /// <summary>The total weight, or null when no cohort can have it: then the masks did not cancel.</summary>
    public async Task<long?> Weight()
    {
        var sum = await Lane(0);

        try
        {
            return MaskedVectors.Reader(masking).TotalWeight(sum.Words);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The noisy count of updates within the clip, in a round whose clip adapts.</summary>
    public async Task<double> Votes() => MaskedVectors.NoisyQuantiser(masking).VoteCount((await Lane(masking.Noise!.Lanes - 1)).Words);

    private async Task<MaskedSum> Lane(int number)
    {
        var sum = new MaskedSum(_ring, lanes: 1, number);
        var lane = new byte[_ring.LaneSize()];

        foreach (var update in updates)
        {
            await area.Read(update, (long)number * lane.Length, lane);
            sum.Add(MemoryMarshal.Cast<byte, uint>(lane));
        }

        masks.RemoveFrom(sum);

        return sum;
    }
}
