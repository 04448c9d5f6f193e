using System.Diagnostics;
using System.Reflection;

namespace FedGrains.Infra.Tests;

/// <summary>The repository's own files, and programs run on them.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Read(params string[] parts) => File.ReadAllText(PathOf(parts));

    /// <summary>Runs Bicep, which takes no network for what is asked of it here.</summary>
    public static Task<Finished> Bicep(params IEnumerable<string> arguments)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Bicep is restored for Linux only.");
        var bicep = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Bicep").Value!;

        return Run(bicep, arguments);
    }

    /// <summary>Runs a program, with more in its environment.</summary>
    public static async Task<Finished> Run(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();

        return new(process.ExitCode, await output, await error);
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FedGrains.sln"))) folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside of the repository.");

        return folder.FullName;
    }

    internal sealed record Finished(int ExitCode, string Output, string Error);
}
