using FedGrains.Core.Identifiers;
using FedGrains.Core.Rounds;
using FedGrains.Privacy.Secrets;
using FedGrains.Privacy.Updates;

namespace FedGrains.Testing;

/// <summary>The mean of a simulated round's updates, as a coordinator makes it.</summary>
internal interface IHeartSum : IDisposable
{
    void Add(NodeId node, float[] trained, float[] model, long weight);

    double[] Mean();
}

/// <summary>Updates in plain fixed point, summed exactly.</summary>
internal sealed class PlainHeartSum(int parameters) : IHeartSum
{
    private static readonly FixedPointFormat Format = FixedPointFormat.Default;

    private readonly ExactSum _sum = new(parameters);

    public void Add(NodeId node, float[] trained, float[] model, long weight)
    {
        var encoded = new int[parameters];
        if (FixedPointEncoder.Encode(Format, trained, model, encoded) is { } fault) throw new InvalidOperationException($"{fault}");

        _sum.Add(encoded, weight);
    }

    public double[] Mean()
    {
        var mean = new double[parameters];
        _sum.Mean(Format, 0, mean);

        return mean;
    }

    public void Dispose() => _sum.Dispose();
}

/// <summary>Updates as a masked round has them, clipped and rounded at random to ring elements, but without a mask.</summary>
internal sealed class QuantisedHeartSum(int parameters, MaskingTask masking, ulong seed, int iteration, Action<ReadOnlySpan<uint>> seen) : IHeartSum
{
    private readonly UpdateQuantiser _quantiser = new(new ClipBounds(masking.Clip), masking.LargestCohort, masking.WeightCap, UpdateRing.Bits32);
    private readonly MaskedSum _sum = new(UpdateRing.Bits32, parameters + 1);

    public void Add(NodeId node, float[] trained, float[] model, long weight)
    {
        var task = new SiteTask(new("heart-disease"), HeartProtocol.Model, null!, 0, seed, iteration);
        if (new RawUpdate(trained, model).Clip(_quantiser.Bounds, out var clipped) is { } fault) throw new InvalidOperationException($"{fault}");

        using var rounding = SecretBytes.CopyOf(task.RoundingSeed(node));
        using var update = clipped!.WithoutNoise(_quantiser, weight, rounding);
        seen(update.Words);
        _sum.Add(update.Words);
    }

    public double[] Mean()
    {
        var mean = new double[parameters];
        _quantiser.Mean(_sum.Words[1..], 0, _quantiser.TotalWeight(_sum.Words[..1]), mean);

        return mean;
    }

    public void Dispose()
    {
        // Its memory is the collector's.
    }
}
