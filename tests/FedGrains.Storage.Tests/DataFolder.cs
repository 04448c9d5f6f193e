namespace FedGrains.Storage.Tests;

/// <summary>A data folder of its own for one test.</summary>
public sealed class DataFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("fedgrains-storage-").FullName;

    public string[] Files(string folder) =>
        Directory.Exists(In(folder)) ? Directory.GetFiles(System.IO.Path.GetFullPath(In(folder)), "*", SearchOption.AllDirectories) : [];

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
