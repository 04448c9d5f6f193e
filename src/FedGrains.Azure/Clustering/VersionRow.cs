using System.Globalization;
using Azure;
using Azure.Data.Tables;

namespace FedGrains.Azure.Clustering;

/// <summary>
/// The rows that carry the table's version: the one that every change is conditional on, and the two between which all silos' rows
/// sort. A read in pages that sees one version at its start and another at its end has straddled a change.
/// </summary>
internal static class VersionRow
{
    public const string Key = "VersionRow";
    public const string StartKey = "!Start";
    public const string EndKey = "~End";

    private const string Column = "MembershipVersion";

    public static bool IsOne(TableEntity row) => row.RowKey is Key or StartKey or EndKey;

    /// <summary>The rows of a new table.</summary>
    public static IEnumerable<TableTransactionAction> First(string cluster) => new[] { Key, StartKey, EndKey }
        .Select(key => new TableTransactionAction(TableTransactionActionType.Add, Of(cluster, key, 0)));

    /// <summary>The change of the rows from the version that is being replaced, whose ETag the next one carries.</summary>
    public static IEnumerable<TableTransactionAction> Next(string cluster, TableVersion version) =>
    [
        new(TableTransactionActionType.UpdateReplace, Of(cluster, Key, version.Version), new ETag(version.VersionEtag)),
        new(TableTransactionActionType.UpsertReplace, Of(cluster, StartKey, version.Version)),
        new(TableTransactionActionType.UpsertReplace, Of(cluster, EndKey, version.Version)),
    ];

    public static TableVersion Read(TableEntity row) => new(SiloRow.Number(row, Column), row.ETag.ToString());

    /// <summary>Whether the rows are of one version. Tables of old clusters have no boundaries.</summary>
    public static bool IsWhole(IReadOnlyList<TableEntity> rows) => rows.Where(IsOne).Select(r => r.GetString(Column)).Distinct(StringComparer.Ordinal).Count() == 1;

    private static TableEntity Of(string cluster, string key, int version) => new(cluster, key)
    {
        [SiloRow.DeploymentId] = cluster,
        [Column] = version.ToString(CultureInfo.InvariantCulture),
    };
}
