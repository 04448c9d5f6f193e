namespace FedGrains.Azure.Tests.Clustering;

/// <summary>What a read of the table said, in a form that can be compared: everything but heartbeats and rows' ETags, which may differ between equal views.</summary>
internal sealed record MembershipObservation(int Version, string Etag, string Rows)
{
    public static MembershipObservation Of(MembershipTableData data) => new(data.Version.Version, data.Version.VersionEtag, string.Join('\n', data.Members.Select(m => Text(m.Item1)).Order(StringComparer.Ordinal)));

    public static string Text(MembershipEntry entry) => string.Join(';',
        entry.SiloAddress.ToParsableString(), entry.HostName, entry.Status, entry.ProxyPort, entry.RoleName ?? "", entry.SiloName, entry.StartTime.ToString("O"),
        string.Join(',', (entry.SuspectTimes ?? []).Select(s => $"{s.Item1.ToParsableString()}@{s.Item2:O}").Order(StringComparer.Ordinal)));

    /// <summary>The same with heartbeats and rows' ETags, for what must not change at all.</summary>
    public static string Everything(MembershipTableData data) => string.Join('\n', data.Members.Select(m => $"{Text(m.Item1)};{m.Item1.IAmAliveTime:O};{m.Item2}")) + data.Version;
}
