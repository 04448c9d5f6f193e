using System.Diagnostics;

namespace FedGrains.Coordinator.Tests;

/// <summary>The coordinator's own program in a process of its own.</summary>
internal sealed class CoordinatorProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private CoordinatorProcess(Process process) => _process = process;

    public static CoordinatorProcess Start(params string[] arguments) => new(Process.Start(
        new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "fedgrains-coordinator.dll"), .. arguments]) { RedirectStandardError = true })!);

    public int Id => _process.Id;

    /// <summary>Waits until it has written down where it is reached.</summary>
    public async Task<CoordinatorEndpoints> Started(string data)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < Patience && !_process.HasExited; await Task.Delay(20))
        {
            if (CoordinatorEndpoints.Read(data) is { } endpoints && endpoints.Pid == Id) return endpoints;
        }

        throw new TimeoutException($"The coordinator did not start. {(_process.HasExited ? await _process.StandardError.ReadToEndAsync() : "It is still trying.")}");
    }

    /// <summary>Waits until it ends by itself.</summary>
    public async Task<(int Code, string Error)> Ended()
    {
        var error = await _process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);

        return (_process.ExitCode, error);
    }

    /// <summary>Kills it as <c>kill -9</c> does.</summary>
    public async Task Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();

        _process.Dispose();
    }
}
