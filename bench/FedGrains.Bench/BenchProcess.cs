using System.Diagnostics;
using System.Globalization;

namespace FedGrains.Bench;

/// <summary>A coordinator or a site as a process of its own, and what it costs.</summary>
internal sealed class BenchProcess : IDisposable
{
    private readonly Process _process;

    private BenchProcess(Process process) => _process = process;

    /// <summary>The most memory it has had in RAM, in bytes (VmHWM).</summary>
    public long PeakMemory => Memory("VmHWM:");

    /// <summary>Processor time so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static BenchProcess Start(string log, params IEnumerable<string> arguments)
    {
        var process = new Process { StartInfo = new("dotnet", [Environment.GetCommandLineArgs()[0], .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true } };
        var writer = new StreamWriter(log) { AutoFlush = true };
        process.OutputDataReceived += (_, line) => Write(writer, line.Data);
        process.ErrorDataReceived += (_, line) => Write(writer, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        return new(process);
    }

    /// <summary>Forgets the peak so far, so that the next one is of what follows.</summary>
    public void ResetPeak() => File.WriteAllText($"/proc/{_process.Id}/clear_refs", "5");

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private long Memory(string field)
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(l => l.StartsWith(field, StringComparison.Ordinal));

        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static void Write(StreamWriter writer, string? line)
    {
        lock (writer) writer.WriteLine(line);
    }
}
