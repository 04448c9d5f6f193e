using System.Net;
using System.Net.Sockets;

namespace FedGrains.Coordinator;

internal static class FreePort
{
    /// <summary>The port itself, or a free one of the loopback interface when it is 0.</summary>
    public static int Or(int port)
    {
        if (port != 0) return port;

        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
