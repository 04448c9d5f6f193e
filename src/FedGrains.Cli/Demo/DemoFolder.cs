using FedGrains.Cli.CommandLine;

namespace FedGrains.Cli.Demo;

/// <summary>The folder that a demonstration writes to. It starts empty, and only a demonstration's own folder is ever emptied.</summary>
internal static class DemoFolder
{
    private const string Marker = ".fedgrains-demo";

    public static void Prepare(string folder)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
        {
            if (!File.Exists(Path.Combine(folder, Marker)))
                throw new CommandException($"The folder '{Path.GetFullPath(folder)}' holds files that no demonstration wrote. Name another with --output.");

            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, Marker), "");
    }

    public static string Log(string folder, string name)
    {
        var logs = Directory.CreateDirectory(Path.Combine(folder, "logs"));

        return Path.Combine(logs.FullName, $"{name}.log");
    }
}
