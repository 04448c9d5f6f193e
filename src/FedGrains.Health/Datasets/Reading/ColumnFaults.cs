using System.Collections.Immutable;

namespace FedGrains.Health.Datasets.Reading;

/// <summary>Whether a file has the columns that its definition uses.</summary>
internal static class ColumnFaults
{
    private const int MostShown = 100;

    public static ImmutableArray<string> Of(ImmutableArray<string> used, IReadOnlyCollection<string> found)
    {
        var shown = found.Count == 0 ? "none" : string.Join(", ", found.Take(MostShown)) + (found.Count > MostShown ? ", …" : "");

        return
        [
            .. used.Where(name => !found.Contains(name)).Select(name => $"column '{name}': is missing from the file. Its columns: {shown}."),
            .. used.Where(name => found.Count(f => f == name) > 1).Select(name => $"column '{name}': is in the file more than once."),
        ];
    }
}
