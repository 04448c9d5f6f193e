using FedGrains.Privacy.Accounting;

namespace FedGrains.EndToEnd.Tests;

/// <summary>The four UCI Heart Disease hospitals with ε = 1 for each of their records: what the accountant says it costs, and how good the model is.</summary>
public sealed class PrivateHeartTests
{
    private const int Seeds = 5;
    private const double Floor = 0.69;

    [Fact]
    public async Task EpsilonOne_FiveSeeds_StaysAccurate()
    {
        var (simulation, runs) = await Runs();

        Assert.InRange(runs.Average(r => simulation.Accuracy(r.Parameters).Values.Average()), Floor, 1);
    }

    // What the hospitals did is priced, not what they were asked to do.
    [Fact]
    public async Task EpsilonOne_AtEveryHospital_IsWhatTheWholeRunCosts()
    {
        var (_, runs) = await Runs();

        Assert.All(runs, run =>
        {
            Assert.Equal(4, run.Mechanisms.Count);
            Assert.All(run.Mechanisms, hospital =>
            {
                Assert.Equal(HeartPrivateProtocol.Run.Rounds, hospital.Count());
                var released = hospital.Select(m => PrivacyEvent.NoisySteps(m.SamplingRate, m.NoiseMultiplier, m.Steps));
                Assert.InRange(AccountantCatalog.Default.Epsilon(released, HeartPrivateProtocol.Delta), 0.9, HeartPrivateProtocol.Epsilon);
            });
        });
    }

    private static async Task<(HeartSimulation Simulation, SimulatedRun[] Runs)> Runs()
    {
        var folder = SharedData.Find("heart");
        Assert.SkipWhen(folder is null, SharedData.Absent);
        var simulation = await HeartSimulation.Read(folder!);

        return (simulation, [.. Enumerable.Range(0, Seeds).Select(seed => simulation.TrainPrivately(HeartPrivateProtocol.Run, (ulong)seed))]);
    }
}
