using System.Text.Json;
using FedGrains.Infra.Tests;

[assembly: AssemblyFixture(typeof(Deployment))]

namespace FedGrains.Infra.Tests;

/// <summary>Every resource that <c>infra/sample.bicepparam</c> makes, with loops, names and conditions worked out.</summary>
public sealed class Deployment : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fedgrains-infra-");
    private JsonElement[] _resources = [];

    public async ValueTask InitializeAsync()
    {
        // The snapshot is written beside the parameters.
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf("infra"), "*.bicep*", SearchOption.AllDirectories).Append(Repository.PathOf("infra", "bicepconfig.json")))
        {
            var copy = Path.Combine(_folder.FullName, Path.GetRelativePath(Repository.PathOf("infra"), file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        var made = await Repository.Bicep("snapshot", Path.Combine(_folder.FullName, "sample.bicepparam"), "--mode", "overwrite", "--subscription-id", Guid.Empty.ToString(), "--location", "westeurope");
        Assert.True(made.ExitCode == 0, made.Error);

        using var snapshot = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_folder.FullName, "sample.snapshot.json")));
        _resources = [.. snapshot.RootElement.GetProperty("predictedResources").EnumerateArray().Select(r => r.Clone())];
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    public JsonElement[] Of(string type) => [.. _resources.Where(r => r.GetProperty("type").GetString() == type)];

    public JsonElement Properties(string type) => Assert.Single(Of(type)).GetProperty("properties");
}
