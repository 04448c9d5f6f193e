using System.Buffers;
using System.Runtime.InteropServices;

using FedGrains.Contracts.Rounds;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.SecureAggregation;
using FedGrains.Privacy.Updates;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Rounds;

/// <summary>
/// The sum of masked updates, 4 or 8 bytes a parameter, in pieces that are unmasked side by side, and read whole: in noised sums a piece is a block of the rotation.
/// </summary>
internal sealed class MaskedShardSum : IShardSum
{
    private readonly IArtifactStore _artifacts;
    private readonly ShardSlice _slice;
    private readonly ISumReader _reader;
    private readonly MaskedSum[] _pieces;

    public MaskedShardSum(IArtifactStore artifacts, ShardSlice slice, MaskingTask masking)
    {
        (_artifacts, _slice, _reader) = (artifacts, slice, MaskedVectors.Reader(masking));
        _pieces = [.. Enumerable.Range(0, (slice.Length + SumPieces.Parameters - 1) / SumPieces.Parameters).Select(i => new MaskedSum(_reader.Ring, Lanes(i), FirstLane(i)))];
    }

    public async Task Add(WeightedUpdate update)
    {
        var laneBytes = _reader.Ring.LaneSize();
        using var buffer = MemoryPool<byte>.Shared.Rent(_pieces.Max(p => p.Words.Length) * sizeof(uint));
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
        for (var done = 0; done < mean.Length;)
        {
            var piece = (start + done) / SumPieces.Parameters;
            var parameters = Parameters(piece);
            _reader.Mean(_pieces[piece].Words, FirstParameter(piece), total, mean.Slice(done, parameters));
            done += parameters;
        }
    }

    private int FirstParameter(int piece) => checked((int)(_slice.Start + ((long)piece * SumPieces.Parameters)));

    private long FirstLane(int piece) => FirstParameter(piece) + 1L;

    private int Parameters(int piece) => Math.Min(SumPieces.Parameters, _slice.Length - (piece * SumPieces.Parameters));

    private int Lanes(int piece) => _reader.LanesOf(FirstParameter(piece), Parameters(piece));
}
