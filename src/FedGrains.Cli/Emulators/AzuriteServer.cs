using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace FedGrains.Cli.Emulators;

/// <summary>An Azurite of one's own: blobs and tables of an account with a random key, on loopback.</summary>
internal sealed class AzuriteServer : IAsyncDisposable
{
    private const string Account = "fedgrains";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(64));
    private readonly string? _folder;
    private readonly int _blobs, _tables, _queues;
    private Process? _process;

    private AzuriteServer(string? folder) => (_folder, _blobs, _tables, _queues) = (folder, FreePort(), FreePort(), FreePort());

    /// <summary>What a client connects with.</summary>
    public string ConnectionString => string.Create(CultureInfo.InvariantCulture,
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={_key};BlobEndpoint=http://127.0.0.1:{_blobs}/{Account};TableEndpoint=http://127.0.0.1:{_tables}/{Account};");

    public Uri Blobs => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_blobs}"));

    public Uri Tables => new(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{_tables}"));

    /// <summary>Starts one, and returns when it answers.</summary>
    /// <param name="folder">Where it keeps everything; null for memory alone.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<AzuriteServer> Start(string? folder = null, CancellationToken cancellation = default)
    {
        var server = new AzuriteServer(folder);
        await server.Start(cancellation);

        return server;
    }

    /// <summary>Starts it again after <see cref="Stop"/>, at the same place.</summary>
    public async Task Start(CancellationToken cancellation)
    {
        var script = await AzuriteInstallation.Script(cancellation);
        _process = Launch(script);
        AppDomain.CurrentDomain.ProcessExit += Kill;

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(s_patience);

        await Task.WhenAll(Answers(_blobs, patience.Token), Answers(_tables, patience.Token));
    }

    /// <summary>Lets it go away with all that it has acknowledged kept, as the service would: killed outright, the emulator forgets up to five seconds of it.</summary>
    public async Task Stop()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        if (_process is not { } process) return;

        _process = null;
        await Terminate(process);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task Terminate(Process process)
    {
        // What is in memory alone goes in any case, and Windows has no such signal.
        if (_folder is null || OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
            return;
        }

        using var signal = Process.Start("kill", ["-TERM", Text(process.Id)]);
        await signal.WaitForExitAsync();

        using var patience = new CancellationTokenSource(s_patience);
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!process.HasExited) process.Kill(entireProcessTree: true);
    }

    public async ValueTask DisposeAsync() => await Stop();

    private Process Launch(string script)
    {
        string[] place = _folder is null ? ["--inMemoryPersistence"] : ["--location", Directory.CreateDirectory(_folder).FullName];
        // The SDK speaks newer versions of the protocol than the emulator knows by name.
        var start = new ProcessStartInfo("node",
        [
            script, "--silent", "--skipApiVersionCheck", "--disableTelemetry", .. place,
            "--blobHost", "127.0.0.1", "--blobPort", Text(_blobs), "--tableHost", "127.0.0.1", "--tablePort", Text(_tables), "--queueHost", "127.0.0.1", "--queuePort", Text(_queues),
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{_key}";

        try
        {
            var process = Process.Start(start)!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();

            return process;
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException("Azurite needs Node.js 20 or later, and 'node' is not on the path. Install it from your distribution or from nodejs.org.", missing);
        }
    }

    private async Task Answers(int port, CancellationToken cancellation)
    {
        for (; ; await Task.Delay(TimeSpan.FromMilliseconds(50), cancellation))
        {
            if (_process is not { HasExited: false }) throw new InvalidOperationException($"Azurite ended before it listened on port {port}.");

            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, cancellation);
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }
    }

    private void Kill(object? sender, EventArgs e) => _process?.Kill(entireProcessTree: true);

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
