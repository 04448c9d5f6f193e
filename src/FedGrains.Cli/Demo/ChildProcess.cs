using System.Diagnostics;

using FedGrains.Cli.CommandLine;

namespace FedGrains.Cli.Demo;

/// <summary>
/// This program again, as a process of its own whose output goes to a log file. It holds the other end of the child's standard input: when
/// that closes, because it is told to stop or because this process died, the child ends.
/// </summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int TailLines = 15;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    private readonly Process _process;
    private readonly StreamWriter _log;
    private readonly string _logPath;

    private ChildProcess(string name, string logPath, Process process)
    {
        (Name, _logPath, _process) = (name, logPath, process);
        _log = new(new FileStream(logPath, FileMode.Create, FileAccess.Write, FileShare.Read)) { AutoFlush = true };

        process.OutputDataReceived += (_, line) => Log(line.Data);
        process.ErrorDataReceived += (_, line) => Log(line.Data);
    }

    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public static ChildProcess Start(string name, string logPath, params string[] arguments)
    {
        var (file, prefix) = Self();
        var start = new ProcessStartInfo(file, [.. prefix, .. arguments, ParentPipe.OptionName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        var child = new ChildProcess(name, logPath, new Process { StartInfo = start });
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();

        return child;
    }

    /// <summary>A refusal that says what went wrong with the child and shows the end of its log.</summary>
    public CommandException Failure(string what)
    {
        lock (_log) _log.Flush();

        return new($"{what}\nThe end of '{_logPath}':\n{string.Join('\n', Tail().Select(line => $"  {line}"))}");
    }

    /// <summary>Asks the child to stop, and ends it when it has not within the grace period.</summary>
    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();

        using (var grace = new CancellationTokenSource(Grace))
        {
            try
            {
                await _process.WaitForExitAsync(grace.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }

        _process.Dispose();
        lock (_log) _log.Dispose();
    }

    private string[] Tail()
    {
        using var reader = new StreamReader(new FileStream(_logPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));

        return [.. reader.ReadToEnd().TrimEnd().Split('\n').TakeLast(TailLines)];
    }

    private void Log(string? line)
    {
        lock (_log)
        {
            if (line is not null && _log.BaseStream.CanWrite) _log.WriteLine(line);
        }
    }

    // Started as "dotnet fedgrains.dll", this process is dotnet, which needs to be told the program.
    private static (string File, string[] Prefix) Self()
    {
        var program = typeof(ChildProcess).Assembly.GetName().Name!;
        var process = Environment.ProcessPath ?? "dotnet";

        return Path.GetFileNameWithoutExtension(process) == program ? (process, []) : ("dotnet", [Path.Combine(AppContext.BaseDirectory, $"{program}.dll")]);
    }
}
