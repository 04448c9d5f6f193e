using System.Security.Cryptography;

using FedGrains.Core.Identifiers;

using Grpc.Core;

namespace FedGrains.Gateway.Identity;

/// <summary>Who is calling, once the assertion has been verified.</summary>
internal sealed record SiteCaller(NodeKey Node, ECDsa PublicKey)
{
    private const string Slot = "fedgrains-site";
    private const string ClaimedSlot = "fedgrains-claimed";

    public static SiteCaller Of(ServerCallContext context) => (SiteCaller)context.UserState[Slot];

    public static NodeKey? NodeOf(ServerCallContext context) => context.UserState.TryGetValue(Slot, out var caller) ? ((SiteCaller)caller).Node : null;

    /// <summary>Who the caller says it is, before that is verified and also when it turns out to be false.</summary>
    public static NodeKey? ClaimedBy(ServerCallContext context) => context.UserState.TryGetValue(ClaimedSlot, out var node) ? (NodeKey)node : null;

    public static void Claim(ServerCallContext context, NodeKey node) => context.UserState[ClaimedSlot] = node;

    public void AttachTo(ServerCallContext context) => context.UserState[Slot] = this;
}
