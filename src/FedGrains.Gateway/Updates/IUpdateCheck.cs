using FedGrains.Core.Rounds;

using Grpc.Core;

namespace FedGrains.Gateway.Updates;

/// <summary>Looks at an update's bytes as they pass by.</summary>
internal interface IUpdateCheck : IDisposable
{
    /// <summary>Looks at the next bytes. What is wrong with them, or null.</summary>
    RpcException? Next(ReadOnlySpan<byte> bytes);

    /// <summary>All bytes have passed. What is wrong with the whole, or null.</summary>
    RpcException? End();

    /// <summary>The check of a round's updates.</summary>
    /// <param name="plan">The round's plan.</param>
    /// <param name="update">What the report says of the update.</param>
    /// <param name="start">The byte that the first piece begins with.</param>
    static IUpdateCheck Of(RoundPlan plan, SubmittedUpdate update, long start) => plan.IsMasked ? new MaskedUpdateCheck(update, start) : new PlainUpdateCheck(plan, start);
}
