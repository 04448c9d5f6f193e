using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace FedGrains.EndToEnd.Tests.Processes;

/// <summary>A coordinator or a site as a process of its own.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    private const int SigKill = 137;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private HostProcess(Process process) => _process = process;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines it wrote, for the message of a failed test.</summary>
    public string Tail => string.Join('\n', _output.TakeLast(30));

    public static HostProcess Start(params IEnumerable<string> arguments) => Start(new Dictionary<string, string>(), arguments);

    /// <summary>Starts it with more in its environment.</summary>
    public static HostProcess Start(IReadOnlyDictionary<string, string> environment, IEnumerable<string> arguments)
    {
        var process = new Process { StartInfo = new("dotnet", [Assembly("FedGrains.EndToEnd.Host", "FedGrains.EndToEnd.Host.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true } };
        foreach (var (name, value) in environment) process.StartInfo.Environment[name] = value;
        var host = new HostProcess(process);
        process.OutputDataReceived += (_, line) => host.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => host.Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        return host;
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to stop, as a service manager does, and waits until it has.</summary>
    public async Task Stop()
    {
        using var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await signal.WaitForExitAsync();
        using var patience = new CancellationTokenSource(Patience);

        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"A process that was asked to stop goes on.\n{Tail}");
        }
    }

    /// <summary>Waits until it has died of its crash point.</summary>
    public async Task Died(string what)
    {
        using var patience = new CancellationTokenSource(Patience);

        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The process that was to die at {what} is alive.\n{Tail}");
        }

        Assert.True(_process.ExitCode == SigKill, $"The process that was to die at {what} ended with {_process.ExitCode}.\n{Tail}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await Kill();

        _process.Dispose();
    }

    /// <summary>A program of the solution, beside this assembly's own output folder: <c>artifacts/bin/{project}/{configuration}</c>.</summary>
    public static string Assembly(string project, string file)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);

        return Path.Combine(own.Parent!.Parent!.FullName, project, own.Name, file);
    }

    private void Keep(string? line)
    {
        if (line is null) return;

        _output.Enqueue(line);
        while (_output.Count > 200) _output.TryDequeue(out _);
    }
}
