using System.Security.Cryptography;

using FedGrains.Core.Identifiers;

using Microsoft.AspNetCore.Http;

namespace FedGrains.Gateway.Identity;

/// <summary>Who is calling, once the assertion has been verified.</summary>
internal sealed record SiteCaller(NodeKey Node, ECDsa PublicKey)
{
    private static readonly object Slot = new();
    private static readonly object ClaimedSlot = new();

    public static SiteCaller Of(HttpContext call) => (SiteCaller)call.Items[Slot]!;

    public static NodeKey? NodeOf(HttpContext call) => (call.Items[Slot] as SiteCaller)?.Node;

    /// <summary>Who the caller says it is, before that is verified and also when it turns out to be false.</summary>
    public static NodeKey? ClaimedBy(HttpContext call) => call.Items[ClaimedSlot] as NodeKey?;

    public static void Claim(HttpContext call, NodeKey node) => call.Items[ClaimedSlot] = node;

    public void AttachTo(HttpContext call) => call.Items[Slot] = this;
}
