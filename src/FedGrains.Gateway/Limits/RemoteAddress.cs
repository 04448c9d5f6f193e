using System.Net;
using System.Net.Sockets;

namespace FedGrains.Gateway.Limits;

/// <summary>Whom a limit counts as one.</summary>
internal static class RemoteAddress
{
    private const int NetworkBytes = 8;

    /// <summary>The address; of IPv6 its network, because whoever has one address there has the other 2^64 of its /64 too (RFC 6177).</summary>
    public static string Of(IPAddress? address) => address switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => $"{Network(address)}/64",
        _ => address.ToString(),
    };

    private static IPAddress Network(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();

        return new(bytes);
    }
}
