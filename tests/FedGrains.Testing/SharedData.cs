namespace FedGrains.Testing;

/// <summary>Real data beside the project, which the project does not hold: <c>FEDGRAINS_DATA</c>, or <c>../shared/data</c> beside the repository.</summary>
public static class SharedData
{
    private const string Variable = "FEDGRAINS_DATA";

    /// <summary>Why a test that needs the data is skipped.</summary>
    public const string Absent = "The real data is not here: name its folder in FEDGRAINS_DATA, or lay it in ../shared/data beside the repository.";

    /// <summary>A path in the data, or null when it is not here.</summary>
    public static string? Find(string path)
    {
        var root = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : Beside();
        var found = root is null ? null : Path.Combine(root, path);

        return Path.Exists(found) ? found : null;
    }

    private static string? Beside()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);

        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "FedGrains.sln"))) folder = folder.Parent;

        return folder?.Parent is { } parent ? Path.Combine(parent.FullName, "shared", "data") : null;
    }
}
