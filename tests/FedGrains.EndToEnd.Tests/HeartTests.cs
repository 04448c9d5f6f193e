using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

using FedGrains.Core.Strategies;
using FedGrains.EndToEnd.Tests.Processes;

namespace FedGrains.EndToEnd.Tests;

/// <summary>The four UCI Heart Disease hospitals: as accurate as an independent implementation of the same protocol, and the same over the wire as in one process.</summary>
[Collection(OneAtATime.Name)]
public sealed class HeartTests
{
    private const int Seeds = 10;

    // What the independent replication's mean over ten seeds may fall short by and still be the same protocol.
    private const double FedAvgFloor = 0.715;

    private static readonly Dictionary<string, string> OracleNames = new(StringComparer.Ordinal)
    {
        [StrategyNames.FedProx] = "FedProx100",
        [StrategyNames.FedAdam] = "FedAdam100",
        [StrategyNames.FedYogi] = "FedYogi100",
        [StrategyNames.FedAdagrad] = "FedAdagrad100",
    };

    [Fact]
    public async Task FedAvg_TenSeeds_ReachesTheReplication()
    {
        var simulation = await HeartSimulation.Read(Heart());

        Assert.InRange(MeanAccuracy(simulation, StrategyNames.FedAvg), FedAvgFloor, 1);
    }

    [Theory]
    [InlineData(StrategyNames.FedProx)]
    [InlineData(StrategyNames.FedAdam)]
    [InlineData(StrategyNames.FedYogi)]
    [InlineData(StrategyNames.FedAdagrad)]
    public async Task Strategy_TenSeeds_LandsWithinTwoDeviationsOfTheReplication(string strategy)
    {
        var simulation = await HeartSimulation.Read(Heart());
        var oracle = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Heart(), "..", "oracles", "heart_fl_numpy_replication.json"))).RootElement
            .GetProperty("methods").GetProperty(OracleNames[strategy]).GetProperty("mean_over_clients");
        var (mean, deviation) = (oracle[0].GetDouble(), oracle[1].GetDouble());

        Assert.InRange(MeanAccuracy(simulation, strategy), mean - (2 * deviation), mean + (2 * deviation));
    }

    [Fact]
    public async Task Demo_OnProcesses_MakesTheModelOfOneProcessToTheBit()
    {
        const int rounds = 5;
        var simulation = await HeartSimulation.Read(Heart());
        var output = Directory.CreateTempSubdirectory("fedgrains-demo-");

        try
        {
            var json = Path.Combine(output.FullName, "demo.json");
            await CommandLine.Run("demo", "--data", Heart(), "--rounds", rounds.ToString(CultureInfo.InvariantCulture), "--seed", "1", "--no-secagg", "--output", Path.Combine(output.FullName, "out"), "--json", json);

            var (strategy, learningRate) = HeartProtocol.Strategies[0];
            var expected = simulation.Train(strategy, learningRate, seed: 1, rounds);
            var report = JsonDocument.Parse(await File.ReadAllTextAsync(json)).RootElement;

            Assert.Equal(expected, await Parameters(Path.Combine(output.FullName, "out", "model.safetensors")));
            Assert.Equal(simulation.Accuracy(expected).Values.Average(), report.GetProperty("mean_accuracy").GetDouble(), precision: 12);
            Assert.Equal(rounds, report.GetProperty("rounds").GetInt32());
            Assert.False(report.GetProperty("secure_aggregation").GetBoolean());
            Assert.False(report.GetProperty("privacy").GetProperty("protected").GetBoolean());
            Assert.StartsWith("Without protection", report.GetProperty("privacy").GetProperty("sentence").GetString(), StringComparison.Ordinal);

            var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(output.FullName, "out", "model.manifest.json"))).RootElement;
            Assert.Equal(report.GetProperty("privacy").GetProperty("sentence").GetString(), manifest.GetProperty("privacy").GetProperty("sentence").GetString());
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task MaskedDemo_OnProcesses_MakesTheModelOfTheUnmaskedSumsToTheBit_AndNobodySeesAnUpdate()
    {
        const int rounds = 5;
        var simulation = await HeartSimulation.Read(Heart());
        var output = Directory.CreateTempSubdirectory("fedgrains-demo-");

        try
        {
            var (folder, json) = (Path.Combine(output.FullName, "out"), Path.Combine(output.FullName, "demo.json"));
            var said = await CommandLine.Run("demo", "--data", Heart(), "--rounds", rounds.ToString(CultureInfo.InvariantCulture), "--seed", "1", "--output", folder, "--json", json);

            var (strategy, learningRate) = HeartProtocol.Strategies[0];
            var secrets = new Secrets();
            var expected = simulation.TrainQuantised(strategy, learningRate, seed: 1, rounds, update => secrets.Add(MemoryMarshal.AsBytes(update)));
            var report = JsonDocument.Parse(await File.ReadAllTextAsync(json)).RootElement;

            Assert.Equal(expected, await Parameters(Path.Combine(folder, "model.safetensors")));
            Assert.True(report.GetProperty("secure_aggregation").GetBoolean());
            Assert.All(report.GetProperty("history").EnumerateArray(), round => Assert.Equal(4, round.GetProperty("survivors").GetInt32()));

            var keys = Directory.EnumerateFiles(folder, "*.key", SearchOption.AllDirectories).ToArray();
            Assert.NotEmpty(keys);
            foreach (var key in keys) secrets.AddKey(await File.ReadAllBytesAsync(key));

            Assert.True(secrets.Count >= (4 * rounds) + keys.Length);
            Assert.Empty(secrets.FoundIn(Encoding.UTF8.GetBytes(said)));
            var others = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Except(keys).ToArray();
            Assert.All(others, file => Assert.Empty(secrets.FoundIn(File.ReadAllBytes(file))));

            // The command line's credentials hold a key of their own, which is nowhere else.
            var credentials = others.Single(f => Path.GetFileName(f) == "operator.json");
            secrets.AddKey(Encoding.ASCII.GetBytes(JsonDocument.Parse(await File.ReadAllTextAsync(credentials)).RootElement.GetProperty("privateKey").GetString()!));
            Assert.All(others.Except([credentials]), file => Assert.Empty(secrets.FoundIn(File.ReadAllBytes(file))));
        }
        finally
        {
            output.Delete(recursive: true);
        }
    }

    private static string Heart()
    {
        var folder = SharedData.Find("heart");
        Assert.SkipWhen(folder is null, SharedData.Absent);

        return folder!;
    }

    private static double MeanAccuracy(HeartSimulation simulation, string name)
    {
        var (strategy, learningRate) = HeartProtocol.Strategies.Single(s => s.Strategy.Name == name);

        return Enumerable.Range(0, Seeds).Average(seed => simulation.Accuracy(simulation.Train(strategy, learningRate, (ulong)seed)).Values.Average());
    }

    // safetensors: the header's length in 8 bytes, the header, the parameters.
    private static async Task<float[]> Parameters(string path)
    {
        var file = await File.ReadAllBytesAsync(path);

        return MemoryMarshal.Cast<byte, float>(file.AsSpan(8 + (int)BitConverter.ToInt64(file))).ToArray();
    }
}
