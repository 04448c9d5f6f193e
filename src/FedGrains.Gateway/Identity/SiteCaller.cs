using System.Security.Cryptography;

using FedGrains.Core.Identifiers;

using Grpc.Core;

namespace FedGrains.Gateway.Identity;

/// <summary>Who is calling, once the assertion has been verified.</summary>
internal sealed record SiteCaller(NodeKey Node, ECDsa PublicKey)
{
    private const string Slot = "fedgrains-site";

    public static SiteCaller Of(ServerCallContext context) => (SiteCaller)context.UserState[Slot];

    public static NodeKey? NodeOf(ServerCallContext context) => context.UserState.TryGetValue(Slot, out var caller) ? ((SiteCaller)caller).Node : null;

    public void AttachTo(ServerCallContext context) => context.UserState[Slot] = this;
}
