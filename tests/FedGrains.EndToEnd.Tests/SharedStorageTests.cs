using System.Text.Json;

using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>Three silos that share a storage account, as processes, on the emulator: the model is the one that a single silo makes on its disk.</summary>
[Collection(OneAtATime.Name)]
public sealed class SharedStorageTests
{
    [Fact]
    public async Task Demo_OnThreeSilosAndAzurite_MakesTheModelOfOneSilo()
    {
        var output = Directory.CreateTempSubdirectory("fedgrains-demo-");

        try
        {
            var alone = await Demo(output.FullName, "alone");
            var shared = await Demo(output.FullName, "shared", "--storage", "azurite");

            Assert.Equal(alone.GetProperty("model_sha256").GetString(), shared.GetProperty("model_sha256").GetString());
            Assert.True(shared.GetProperty("secure_aggregation").GetBoolean());
            Assert.Equal(await File.ReadAllBytesAsync(Model(output.FullName, "alone")), await File.ReadAllBytesAsync(Model(output.FullName, "shared")));
            // Nothing that matters is left on the silos' own disks.
            Assert.False(Directory.Exists(Path.Combine(output.FullName, "shared", "coordinator", "grains")));
            Assert.False(Directory.Exists(Path.Combine(output.FullName, "shared", "silo-2", "artifacts")));
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static string Model(string folder, string name) => Path.Combine(folder, name, "model.safetensors");

    private static async Task<JsonElement> Demo(string folder, string name, params string[] more)
    {
        var json = Path.Combine(folder, $"{name}.json");
        await CommandLine.Run(["demo", "--rounds", "3", "--seed", "1", "--output", Path.Combine(folder, name), "--json", json, .. more]);

        return JsonDocument.Parse(await File.ReadAllTextAsync(json)).RootElement;
    }
}
