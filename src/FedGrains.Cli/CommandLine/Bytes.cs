namespace FedGrains.Cli.CommandLine;

/// <summary>Byte counts for people.</summary>
internal static class Bytes
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB"];

    public static string Text(long count)
    {
        var (value, unit) = ((double)count, 0);

        for (; value >= 1024 && unit < Units.Length - 1; unit++) value /= 1024;

        return unit == 0 ? $"{count} B" : $"{value:F1} {Units[unit]}";
    }
}
