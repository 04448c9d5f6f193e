namespace FedGrains.Site.Tests.Testing;

internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder() => Path = Directory.CreateTempSubdirectory("fedgrains-site-").FullName;

    public string Path { get; }

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public string Write(string name, string content)
    {
        File.WriteAllText(At(name), content);

        return At(name);
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
