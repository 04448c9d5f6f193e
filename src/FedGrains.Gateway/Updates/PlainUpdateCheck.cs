using FedGrains.Core.Rounds;
using FedGrains.Gateway.Refusals;

using Grpc.Core;

namespace FedGrains.Gateway.Updates;

/// <summary>A plain update is numbers.</summary>
internal sealed class PlainUpdateCheck(RoundPlan plan, long start) : IUpdateCheck
{
    private readonly ReservedValueScan _scan = new(start);

    public RpcException? Next(ReadOnlySpan<byte> bytes)
    {
        _scan.Next(bytes);

        return _scan.Found is { } index ? NotANumber(index) : null;
    }

    private RpcException NotANumber(long index)
    {
        var (tensor, position) = plan.Site.Model.Layout().Locate(index);

        return Refusal.Invalid("not-a-number", $"update: tensor '{tensor}' holds no number at {position} (NaN, infinity or out of range). The training diverged; lower the learning rate.");
    }
}
