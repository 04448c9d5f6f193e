using System.Net;
using System.Net.Sockets;

using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace FedGrains.Coordinator.Tests;

/// <summary>A data folder of one test's own, and coordinators on it.</summary>
public abstract class TestData : IDisposable
{
    protected const UnixFileMode OwnFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    protected const UnixFileMode OwnFolder = OwnFile | UnixFileMode.UserExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedgrains-coordinator-");

    protected string Data => Path.Combine(_folder.FullName, "coordinator");

    protected CoordinatorOptions Options => new() { Data = Data, Listen = "127.0.0.1:0", OrleansSiloPort = 0, OrleansGatewayPort = 0 };

    protected static WebApplication Create(CoordinatorOptions options) => CoordinatorHost.Create(options, configure: builder => builder.Logging.ClearProviders());

    protected static async Task<WebApplication> Start(CoordinatorOptions options)
    {
        var app = Create(options);
        await app.StartAsync();

        return app;
    }

    /// <summary>Starts a coordinator and stops it again.</summary>
    protected static async Task Pass(CoordinatorOptions options)
    {
        await using var app = await Start(options);
        await app.StopAsync();
    }

    protected static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Who may do what with a file. Windows says it in other ways.</summary>
    protected static UnixFileMode Mode(string path)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no file modes.");

        return OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);
    }

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}
