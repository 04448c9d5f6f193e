using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;

namespace FedGrains.Storage.Checks;

/// <summary>What any process needs of its machine.</summary>
public static class MachineChecks
{
    private const string DataFolder = "data folder";
    private const string Disk = "disk";
    private const string Clock = "clock";
    private const long Gibibyte = 1L << 30;
    private const long Little = 5 * Gibibyte;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    // A site's assertion is good for a minute, and a certificate from five minutes before it was issued.
    private static readonly TimeSpan s_unpunctual = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_wrong = TimeSpan.FromSeconds(50);

    /// <summary>The program, the runtime and the system.</summary>
    public static Finding Version() => Finding.Good("versions", $"FedGrains {typeof(MachineChecks).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion}, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}.");

    /// <summary>Whether a folder can be written to, by its user only, and has room.</summary>
    public static IEnumerable<Finding> Folder(string path)
    {
        if (Unwritable(path) is { } fault)
        {
            yield return Finding.Fault(DataFolder, $"'{path}' cannot be written to: {fault}", "Give it to the user that this process runs as, or name another folder.");
            yield break;
        }

        yield return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != 0
            ? Finding.Warning(DataFolder, $"'{path}' can be read by others.", $"chmod 700 {path}")
            : Finding.Good(DataFolder, $"'{path}' can be written to.");

        var free = new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace;
        var room = string.Create(CultureInfo.InvariantCulture, $"{free / (double)Gibibyte:0.0} GiB are free.");

        yield return free switch
        {
            < Gibibyte => Finding.Fault(Disk, room, "Make room: models and updates are kept here, 4 bytes a parameter each."),
            < Little => Finding.Warning(Disk, room, "Make room before it fills: models and updates are kept here, 4 bytes a parameter each."),
            _ => Finding.Good(Disk, room),
        };
    }

    /// <summary>Whether this machine's clock agrees with another's.</summary>
    public static Finding Clocks(string whose, DateTimeOffset theirs, DateTimeOffset own)
    {
        var apart = own - theirs;
        var sentence = string.Create(CultureInfo.InvariantCulture, $"This machine's clock is {Math.Abs(apart.TotalSeconds):0} s {(apart < TimeSpan.Zero ? "behind" : "ahead of")} {whose}.");

        return apart.Duration() switch
        {
            var d when d > s_wrong => Finding.Fault(Clock, sentence, "Set it by NTP: calls are good for a minute."),
            var d when d > s_unpunctual => Finding.Warning(Clock, sentence, "Set it by NTP, before it drifts further."),
            _ => Finding.Good(Clock, $"This machine's clock and {whose} agree."),
        };
    }

    private static string? Unwritable(string path)
    {
        try
        {
            var probe = System.IO.Path.Combine(Files.Folders.Create(System.IO.Path.GetFullPath(path)), $".probe-{Guid.NewGuid():n}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageException)
        {
            return e.Message;
        }
    }
}
