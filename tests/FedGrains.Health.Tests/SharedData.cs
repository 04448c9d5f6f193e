namespace FedGrains.Health.Tests;

/// <summary>Real data lies beside the repository, never in it: <c>FEDGRAINS_DATA</c>, or <c>../shared/data</c> from the solution's folder.</summary>
internal static class SharedData
{
    public const string Variable = "FEDGRAINS_DATA";

    /// <summary>A file's path; the test is skipped when it is not there.</summary>
    public static string File(params string[] parts)
    {
        var path = Path.Combine([Folder(), .. parts]);
        if (!System.IO.File.Exists(path)) Assert.Skip($"Needs {string.Join('/', parts)}: set {Variable} to the data folder, or put it at ../shared/data beside the repository.");

        return path;
    }

    private static string Folder()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder) return folder;

        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !System.IO.File.Exists(Path.Combine(directory.FullName, "FedGrains.sln"))) directory = directory.Parent;

        return directory is null ? "" : Path.Combine(directory.FullName, "..", "shared", "data");
    }
}
