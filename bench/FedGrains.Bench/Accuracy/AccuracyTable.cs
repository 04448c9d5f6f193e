using System.Globalization;
using System.Text.Json;

using FedGrains.Testing;

namespace FedGrains.Bench.Accuracy;

/// <summary>The UCI Heart Disease federation over ten seeds, beside an independent replication and FLamby's published table.</summary>
internal static class AccuracyTable
{
    private const int Seeds = 10;

    private static readonly Dictionary<string, string> FlambyNames = new(StringComparer.Ordinal)
    {
        ["fedAvg"] = "FedAvg100",
        ["fedProx"] = "FedProx100",
        ["fedAdam"] = "FedAdam100",
        ["fedYogi"] = "FedYogi100",
        ["fedAdagrad"] = "FedAdagrad100",
    };

    public static async Task<int> Print()
    {
        if (SharedData.Find("heart") is not { } folder)
        {
            await Console.Error.WriteLineAsync(SharedData.Absent);
            return 1;
        }

        var simulation = await HeartSimulation.Read(folder);
        Console.WriteLine("| strategy | site learning rate | cleveland | hungarian | switzerland | va | mean of hospitals | sd over seeds | replication mean ± sd | FLamby published mean ± sd |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");

        foreach (var (strategy, learningRate) in HeartProtocol.Strategies)
        {
            var runs = Enumerable.Range(0, Seeds).Select(seed => simulation.Accuracy(simulation.Train(strategy, learningRate, (ulong)seed))).ToArray();
            Console.WriteLine(Row(strategy.Name, learningRate, runs));
        }

        return 0;
    }

    private static string Row(string strategy, double learningRate, IReadOnlyDictionary<string, double>[] runs)
    {
        var means = runs.Select(r => r.Values.Average()).ToArray();
        var hospitals = runs[0].Keys.Select(h => runs.Average(r => r[h]).ToString("f4", CultureInfo.InvariantCulture));

        return string.Create(CultureInfo.InvariantCulture,
            $"| {strategy} | {learningRate} | {string.Join(" | ", hospitals)} | {means.Average():f4} | {Deviation(means):f4} | {Oracle("heart_fl_numpy_replication.json", "methods", strategy)} | {Oracle("flamby_published.json", "fed_heart_disease", strategy)} |");
    }

    private static string Oracle(string file, string root, string strategy)
    {
        if (SharedData.Find(Path.Combine("oracles", file)) is not { } path) return "";

        var table = JsonDocument.Parse(File.ReadAllText(path)).RootElement.GetProperty(root);
        var methods = table.TryGetProperty("results", out var results) ? results : table;
        var mean = methods.GetProperty(FlambyNames[strategy]).GetProperty("mean_over_clients");

        return string.Create(CultureInfo.InvariantCulture, $"{mean[0].GetDouble():f4} ± {mean[1].GetDouble():f4}");
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();

        return Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1));
    }
}
