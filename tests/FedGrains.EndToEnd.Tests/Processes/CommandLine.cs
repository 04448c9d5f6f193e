using System.Diagnostics;

namespace FedGrains.EndToEnd.Tests.Processes;

/// <summary>The command <c>fedgrains</c> as a process of its own.</summary>
internal static class CommandLine
{
    /// <summary>What it answers; it must be done without a complaint.</summary>
    public static async Task<string> Run(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [HostProcess.Assembly("FedGrains.Cli", "fedgrains.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == 0, $"{await said}\n{await complained}");

        return await said;
    }
}
