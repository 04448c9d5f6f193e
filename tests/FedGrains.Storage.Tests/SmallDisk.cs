using System.Diagnostics;

namespace FedGrains.Storage.Tests;

/// <summary>A disk of a few megabytes, where this process may mount one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly DataFolder _folder;

    private SmallDisk(DataFolder folder) => _folder = folder;

    public string Path => _folder.Path;

    public static SmallDisk? TryMount(int megabytes)
    {
        if (!OperatingSystem.IsLinux()) return null;

        var folder = new DataFolder();
        if (Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m", "tmpfs", folder.Path)) return new(folder);

        folder.Dispose();
        return null;
    }

    public void Dispose()
    {
        Run("umount", "-l", Path);
        _folder.Dispose();
    }

    private static bool Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
