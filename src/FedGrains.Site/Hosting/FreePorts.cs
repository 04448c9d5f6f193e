using System.Net;
using System.Net.Sockets;

using FedGrains.Site.Configuration;

namespace FedGrains.Site.Hosting;

/// <summary>Turns the ports that may be picked into ports.</summary>
internal static class FreePorts
{
    public static OrleansPorts Pick(OrleansPorts wanted)
    {
        // Both listen before either is given free, so that they cannot be the same.
        using var silo = Listen(wanted.SiloPort);
        using var gateway = Listen(wanted.GatewayPort);

        return new(PortOf(silo), PortOf(gateway));
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();

        return listener;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;
}
