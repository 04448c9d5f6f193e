using System.Diagnostics;

namespace FedGrains.EndToEnd.Tests.Processes;

/// <summary>The command <c>fedgrains</c> as a process of its own.</summary>
internal static class CommandLine
{
    /// <summary>What it answers; it must be done without a complaint.</summary>
    public static async Task<string> Run(params IEnumerable<string> arguments)
    {
        var (exit, said, complained) = await Ended(arguments);
        Assert.True(exit == 0, $"{said}\n{complained}");

        return said;
    }

    /// <summary>How it ends, and what it answers.</summary>
    public static async Task<(int Exit, string Answer)> Try(params IEnumerable<string> arguments)
    {
        var (exit, said, _) = await Ended(arguments);

        return (exit, said);
    }

    private static async Task<(int Exit, string Said, string Complained)> Ended(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [HostProcess.Assembly("FedGrains.Cli", "fedgrains.dll"), .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (said, complained) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        return (process.ExitCode, await said, await complained);
    }
}
