using System.Buffers;
using System.Runtime.InteropServices;

using FedGrains.Contracts.Rounds;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Rounds;

/// <summary>
/// The sum of masked updates, 4 or 8 bytes a parameter, in pieces that are unmasked side by side. A vector has the weight in lane 0, so parameter p is in lane p + 1.
/// </summary>
internal sealed class MaskedShardSum : IShardSum
{
    private const int PieceLanes = 1 << 16;

    private readonly IArtifactStore _artifacts;
    private readonly ShardSlice _slice;
    private readonly UpdateQuantiser _quantiser;
    private readonly MaskedSum[] _pieces;

    public MaskedShardSum(IArtifactStore artifacts, ShardSlice slice, MaskingTask masking)
    {
        (_artifacts, _slice, _quantiser) = (artifacts, slice, MaskedVectors.Quantiser(masking));
        _pieces = [.. Enumerable.Range(0, (slice.Length + PieceLanes - 1) / PieceLanes).Select(i => new MaskedSum(_quantiser.Ring, Lanes(i), FirstLane(i)))];
    }

    public async Task Add(WeightedUpdate update)
    {
        var laneBytes = _quantiser.Ring.LaneSize();
        using var buffer = MemoryPool<byte>.Shared.Rent(Lanes(0) * laneBytes);
        var area = _artifacts.Area(update.Area);

        for (var i = 0; i < _pieces.Length; i++)
        {
            var bytes = buffer.Memory[..(Lanes(i) * laneBytes)];
            await area.Read(update.Update, FirstLane(i) * laneBytes, bytes);
            _pieces[i].Add(MemoryMarshal.Cast<byte, uint>(bytes.Span));
        }
    }

    public SliceMeans Close(ShardCompletion completion)
    {
        var (plan, total) = (WireMessage.Parse<UnmaskPlan>(completion.Masking!.Plan), completion.Masking.TotalWeight);
        Parallel.ForEach(_pieces, plan.RemoveFrom);

        return (start, mean) => Mean(start, mean, total);
    }

    public void Dispose()
    {
        // Its memory is the collector's.
    }

    private void Mean(int start, Span<double> mean, long total)
    {
        var laneWords = _quantiser.Ring.LaneSize() / sizeof(uint);

        for (var done = 0; done < mean.Length;)
        {
            var (piece, lane) = Math.DivRem(start + done, PieceLanes);
            var lanes = Math.Min(mean.Length - done, Lanes(piece) - lane);
            _quantiser.Mean(_pieces[piece].Words.Slice(lane * laneWords, lanes * laneWords), checked((int)(_slice.Start + start + done)), total, mean.Slice(done, lanes));
            done += lanes;
        }
    }

    private long FirstLane(int piece) => _slice.Start + 1 + ((long)piece * PieceLanes);

    private int Lanes(int piece) => Math.Min(PieceLanes, _slice.Length - (piece * PieceLanes));
}
