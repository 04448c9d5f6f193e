using System.Numerics;
using System.Runtime.InteropServices;

using FedGrains.Contracts.Rounds;
using FedGrains.Core.Strategies;
using FedGrains.Privacy.Updates;
using FedGrains.Storage.Artifacts;

namespace FedGrains.Grains.Rounds;

/// <summary>Takes a strategy's step over one slice, chunk by chunk, from the base model's file to the next model's stage.</summary>
internal sealed class ServerStep(IArtifactStore artifacts, ShardCompletion completion, SliceMeans means)
{
    // A piece of a masked sum, which is read whole.
    private const int ChunkValues = SumPieces.Parameters;

    private readonly IStrategy _strategy = StrategyCatalog.Find(completion.Strategy.Name);
    private readonly IArtifactStore _baseState = artifacts.Area(completion.BaseStateArea);
    private readonly byte[] _current = Buffer(completion);
    private readonly byte[] _first = Buffer(completion);
    private readonly byte[] _second = Buffer(completion);
    private readonly double[] _mean = new double[Math.Min(completion.Slice.Length, ChunkValues)];

    public async Task Write()
    {
        var model = await artifacts.Stage(completion.ModelStage, completion.ModelLength);
        var state = _strategy.StateTensors > 0 ? await artifacts.Area(completion.StateArea).Stage(completion.StateStage, completion.StateLength) : null;

        for (var done = 0; done < completion.Slice.Length; done += ChunkValues)
        {
            var values = Math.Min(completion.Slice.Length - done, ChunkValues);
            await Step(model, state, done, values);
        }
    }

    private async Task Step(IArtifactStage model, IArtifactStage? state, int done, int values)
    {
        var bytes = values * sizeof(float);
        var position = (completion.Slice.Start + done) * sizeof(float);
        var current = _current.AsMemory(0, bytes);

        await artifacts.Read(completion.Base.Digest, completion.Base.DataOffset + position, current);
        await ReadState(_first, 0, position, bytes);
        await ReadState(_second, 1, position, bytes);

        Apply(done, values, bytes);

        await model.Write(completion.Base.DataOffset + position, current);
        await WriteState(state, _first, 0, position, bytes);
        await WriteState(state, _second, 1, position, bytes);
    }

    private void Apply(int done, int values, int bytes)
    {
        var mean = _mean.AsSpan(0, values);
        var current = MemoryMarshal.Cast<byte, float>(_current.AsSpan(0, bytes));
        var first = MemoryMarshal.Cast<byte, float>(_first.AsSpan(0, bytes));
        var second = MemoryMarshal.Cast<byte, float>(_second.AsSpan(0, bytes));

        means(done, mean);
        _strategy.Step(completion.Strategy, current, mean, new(first, second), current);

        if (FirstNotFinite(current) is var index and >= 0) throw new ModelDivergedException(completion.Slice.Start + done + index);
    }

    private static int FirstNotFinite(ReadOnlySpan<float> values)
    {
        // x * 0 is 0 for every finite x and NaN for every other: one pass tells whether a second must look closer.
        var probe = Vector<float>.Zero;
        var whole = values.Length / Vector<float>.Count * Vector<float>.Count;

        for (var i = 0; i < whole; i += Vector<float>.Count) probe += new Vector<float>(values[i..]) * Vector<float>.Zero;

        var from = Vector.EqualsAll(probe, Vector<float>.Zero) ? whole : 0;

        for (var i = from; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i])) return i;
        }

        return -1;
    }

    private async Task ReadState(byte[] values, int tensor, long position, int bytes)
    {
        if (tensor >= _strategy.StateTensors) return;

        if (completion.Base.ServerState is { } stored) await _baseState.Read(stored, StateOffset(tensor) + position, values.AsMemory(0, bytes));
        else values.AsSpan(0, bytes).Clear();
    }

    private async Task WriteState(IArtifactStage? state, byte[] values, int tensor, long position, int bytes)
    {
        if (tensor < _strategy.StateTensors) await state!.Write(StateOffset(tensor) + position, values.AsMemory(0, bytes));
    }

    private long StateOffset(int tensor) => tensor * completion.ParameterCount * sizeof(float);

    private static byte[] Buffer(ShardCompletion completion) => new byte[Math.Min(completion.Slice.Length, ChunkValues) * sizeof(float)];
}
