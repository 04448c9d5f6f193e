using FedGrains.Core.Runs;
using FedGrains.Core.Strategies;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Masking;

/// <summary>Whole masked runs with real sites: what comes out is the plain sum of what went in, and nothing else was seen.</summary>
[Collection(SharedGrid.Name)]
public sealed class MaskedRunTests(Grid grid)
{
    // Registered are 1000 records each.
    private const long Cap = 1024;

    [Theory]
    [InlineData(Weighting.Examples, 3)]
    [InlineData(Weighting.Uniform, 3)]
    [InlineData(Weighting.Examples, 5)]
    public async Task Run_EveryVersionIsThePlainSumToTheBit(Weighting weighting, int sites)
    {
        var configuration = MaskedHospitals.Configuration with { Weighting = weighting, Rounds = 3 };
        await using var hospitals = new MaskedHospitals(grid, $"masked-{weighting}-{sites}".ToLowerInvariant(), [.. new[] { "aarhus", "bonn", "leeds", "porto", "turin" }.Take(sites)]);
        await hospitals.Start(configuration);

        var run = await hospitals.Ended();
        Assert.Equal((RunPhase.Completed, null, 3, 4), (run.Phase, run.Reason, run.Latest.Version, run.RoundsEnded));

        var cap = weighting is Weighting.Uniform ? 1 : Cap;
        Assert.Equal(cap, run.Configuration.SecureAggregation!.WeightCap);
        var all = hospitals.All.Nodes;
        Assert.Equal(new PlainMaskedTraining(configuration, sites, cap).Digests(all, all, all), await hospitals.All.Versions());
        hospitals.ExpectNoRefusals();
    }
}
