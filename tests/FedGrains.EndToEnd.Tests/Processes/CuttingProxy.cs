using System.Net;
using System.Net.Sockets;

namespace FedGrains.EndToEnd.Tests.Processes;

/// <summary>Stands between a site and the gateway and cuts connections once so many bytes have gone up through them: the standing one, or a transfer's, whichever gets there.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stopped = new();
    private readonly Queue<long> _cuts;
    private readonly IPEndPoint _target;
    private readonly Task _accepting;

    private int _cut;

    /// <param name="target">The gateway.</param>
    /// <param name="cuts">In turn: the next connection that has sent more than so many bytes is cut. After the last cut connections live.</param>
    public CuttingProxy(Uri target, params long[] cuts)
    {
        _target = new(IPAddress.Loopback, target.Port);
        _cuts = new(cuts);
        _listener.Start();
        _accepting = Accept();
    }

    public Uri Address => new($"https://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>How many connections have been cut.</summary>
    public int Cut => Volatile.Read(ref _cut);

    public async ValueTask DisposeAsync()
    {
        await _stopped.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stopped.Dispose();
    }

    private async Task Accept()
    {
        var connections = new List<Task>();

        try
        {
            while (true)
            {
                var site = await _listener.AcceptTcpClientAsync(_stopped.Token);
                connections.Add(Relay(site));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task Relay(TcpClient site)
    {
        using var up = site;
        using var down = new TcpClient();

        try
        {
            await down.ConnectAsync(_target, _stopped.Token);
            await Task.WhenAny(Copy(up, down, IsToBeCut), Copy(down, up, _ => false));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The gateway is down: the site finds its connection closed.
        }
    }

    private bool IsToBeCut(long passed)
    {
        lock (_cuts) return _cuts.TryPeek(out var bytes) && passed > bytes && _cuts.TryDequeue(out _);
    }

    private async Task Copy(TcpClient from, TcpClient to, Predicate<long> isToBeCut)
    {
        var buffer = new byte[16 * 1024];

        try
        {
            for (var passed = 0L; ;)
            {
                var read = await from.GetStream().ReadAsync(buffer, _stopped.Token);
                if (read == 0) return;

                passed += read;

                if (isToBeCut(passed))
                {
                    Interlocked.Increment(ref _cut);
                    return;
                }

                await to.GetStream().WriteAsync(buffer.AsMemory(0, read), _stopped.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // One side hung up; so does the other.
        }
    }
}
