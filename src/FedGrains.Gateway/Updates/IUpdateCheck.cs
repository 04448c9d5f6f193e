using FedGrains.Core.Rounds;

using Grpc.Core;

namespace FedGrains.Gateway.Updates;

/// <summary>Looks at an update's bytes as they pass by.</summary>
internal interface IUpdateCheck
{
    /// <summary>Looks at the next bytes. What is wrong with them, or null.</summary>
    RpcException? Next(ReadOnlySpan<byte> bytes);

    /// <summary>The check of a round's updates.</summary>
    /// <param name="plan">The round's plan.</param>
    /// <param name="start">The byte that the first piece begins with.</param>
    static IUpdateCheck Of(RoundPlan plan, long start) => plan.IsMasked ? new AnyBytes() : new PlainUpdateCheck(plan, start);
}

/// <summary>A masked update may be any bytes: that they are those of its site's statement shows in their digest.</summary>
internal sealed class AnyBytes : IUpdateCheck
{
    public RpcException? Next(ReadOnlySpan<byte> bytes) => null;
}
