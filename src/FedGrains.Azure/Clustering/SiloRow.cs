using System.Globalization;
using System.Net;
using Azure.Data.Tables;

namespace FedGrains.Azure.Clustering;

/// <summary>A silo as a row of the table: every column a string, as Orleans' own provider writes them.</summary>
internal static class SiloRow
{
    public const string DeploymentId = "DeploymentId";
    public const string Status = "Status";
    public const string ProxyPort = "ProxyPort";
    public const string IAmAliveTime = "IAmAliveTime";

    private const char Between = '|';
    private const string Zone = "0";

    public static string KeyOf(SiloAddress silo) => string.Create(CultureInfo.InvariantCulture, $"{silo.Endpoint.Address}-{silo.Endpoint.Port}-{silo.Generation}");

    public static TableEntity Of(string cluster, MembershipEntry entry) => new(cluster, KeyOf(entry.SiloAddress))
    {
        [DeploymentId] = cluster,
        ["Address"] = entry.SiloAddress.Endpoint.Address.ToString(),
        ["Port"] = Text(entry.SiloAddress.Endpoint.Port),
        ["Generation"] = Text(entry.SiloAddress.Generation),
        ["HostName"] = entry.HostName ?? "",
        [Status] = entry.Status.ToString(),
        [ProxyPort] = Text(entry.ProxyPort),
        ["RoleName"] = entry.RoleName ?? "",
        ["SiloName"] = entry.SiloName ?? "",
        ["InstanceName"] = entry.SiloName ?? "",
        ["UpdateZone"] = Zone,
        ["FaultZone"] = Zone,
        ["SuspectingSilos"] = string.Join(Between, (entry.SuspectTimes ?? []).Select(s => s.Item1.ToParsableString())),
        ["SuspectingTimes"] = string.Join(Between, (entry.SuspectTimes ?? []).Select(s => LogFormatter.PrintDate(s.Item2))),
        ["StartTime"] = LogFormatter.PrintDate(entry.StartTime),
        [IAmAliveTime] = LogFormatter.PrintDate(entry.IAmAliveTime),
    };

    /// <summary>What a heartbeat writes.</summary>
    public static TableEntity HeartbeatOf(string cluster, MembershipEntry entry) => new(cluster, KeyOf(entry.SiloAddress))
    {
        [DeploymentId] = cluster,
        [IAmAliveTime] = LogFormatter.PrintDate(entry.IAmAliveTime),
    };

    /// <summary>The entry in a row. Throws a <see cref="FormatException"/> that names a column which cannot be read.</summary>
    public static MembershipEntry Read(TableEntity row) => new()
    {
        SiloAddress = AddressOf(row),
        HostName = row.GetString("HostName"),
        Status = Enum.TryParse<SiloStatus>(row.GetString(Status), out var status) ? status : throw Unreadable(row, Status),
        ProxyPort = row.GetString(ProxyPort) is { Length: > 0 } ? Number(row, ProxyPort) : 0,
        RoleName = row.GetString("RoleName"),
        SiloName = row.GetString("SiloName") is { Length: > 0 } name ? name : row.GetString("InstanceName"),
        SuspectTimes = Suspects(row),
        StartTime = Time(row, "StartTime"),
        IAmAliveTime = Time(row, IAmAliveTime),
    };

    public static SiloAddress AddressOf(TableEntity row) => IPAddress.TryParse(row.GetString("Address"), out var address)
        ? SiloAddress.New(address, Number(row, "Port"), Number(row, "Generation"))
        : throw Unreadable(row, "Address");

    public static int Number(TableEntity row, string column) =>
        int.TryParse(row.GetString(column), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw Unreadable(row, column);

    private static List<Tuple<SiloAddress, DateTime>> Suspects(TableEntity row)
    {
        var (silos, times) = (Parts(row, "SuspectingSilos"), Parts(row, "SuspectingTimes"));

        return silos.Length == times.Length
            ? [.. silos.Zip(times, (silo, time) => Tuple.Create(SiloAddress.FromParsableString(silo), Utc(time)))]
            : throw new FormatException($"Row '{row.RowKey}' names {silos.Length} suspecting silos and {times.Length} times.");
    }

    private static string[] Parts(TableEntity row, string column) => (row.GetString(column) ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries);

    // Old rows have none.
    private static DateTime Time(TableEntity row, string column) => row.GetString(column) is { Length: > 0 } text ? Utc(text) : default;

    private static DateTime Utc(string text) => DateTime.SpecifyKind(LogFormatter.ParseDate(text), DateTimeKind.Utc);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static FormatException Unreadable(TableEntity row, string column) => new($"Row '{row.RowKey}' has '{row.GetString(column)}' as {column}, which cannot be read.");
}
