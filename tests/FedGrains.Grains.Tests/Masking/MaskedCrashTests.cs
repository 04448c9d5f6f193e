using FedGrains.Contracts.Models;
using FedGrains.Contracts.Rounds;
using FedGrains.Core.Rounds;
using FedGrains.Core.Runs;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;

namespace FedGrains.Grains.Tests.Masking;

/// <summary>
/// The silo dies around everything that it makes durable, from the start of a masked run to its end. Sites are connected again and say what they said; nobody masks a second
/// vector, and every version is the plain sum.
/// </summary>
public sealed class MaskedCrashTests : IAsyncLifetime
{
    private static readonly RunConfiguration Configuration = MaskedHospitals.Configuration with
    {
        Rounds = 1,
        Lease = TimeSpan.FromSeconds(2),
        SecureAggregation = new(UnmaskingTime: TimeSpan.FromMinutes(10)),
    };

    private readonly Grid _grid = new();
    private readonly MaskedHospitals _hospitals;

    public MaskedCrashTests() => _hospitals = new(_grid, "heart", "aarhus", "bonn", "leeds");

    public async ValueTask InitializeAsync()
    {
        await _grid.InitializeAsync();
        await _hospitals.Join();
    }

    public async ValueTask DisposeAsync()
    {
        await _hospitals.DisposeAsync();
        await _grid.DisposeAsync();
    }

    // A step writes a message and then the record that names it. Dying after the first alone would never get anywhere, so every other life lasts for two.
    [Fact]
    public async Task AfterEveryDurableWrite_TheVersionIsThePlainSum()
    {
        await _hospitals.StartRun(Configuration);
        var deaths = new List<string>();

        for (var skip = 0; ; skip = 1 - skip)
        {
            var (stop, ended) = (_grid.Writes.Hold(after: true, skip), _hospitals.Ended());

            if (await Task.WhenAny(stop.Reached, ended) == ended) break;

            deaths.Add(await stop.Reached);
            await _grid.Crash();
            await _hospitals.Reconnect();
        }

        Assert.Equal(new PlainMaskedTraining(Configuration, 3, 1024).Digests(_hospitals.All.Nodes), await _hospitals.All.Versions());

        // The premise: it died often, in the setup and in the round.
        var all = string.Join(", ", deaths);
        Assert.True(deaths.Count > 15, all);
        Assert.True(deaths.Count(d => d == "state masking") >= 3, all);
        Assert.True(deaths.Count(d => d == "state round") >= 3, all);
    }

    [Fact]
    public async Task WhileShardsUnmask_UnmasksAgain()
    {
        var stop = _grid.Gate.Hold<IShardGrain>(nameof(IShardGrain.Complete));
        await _hospitals.StartRun(Configuration);
        await stop.Reached;
        Assert.Equal(RoundPhase.Aggregating, (await _hospitals.All.Opened(1)).Phase);
        var masked = _hospitals.Sites.Values.Select(s => s.Masked).ToArray();

        await _grid.Crash();
        await _hospitals.Reconnect();

        await _hospitals.Ended();
        Assert.Equal(new PlainMaskedTraining(Configuration, 3, 1024).Digests(_hospitals.All.Nodes), await _hospitals.All.Versions());
        Assert.Equal(masked, _hospitals.Sites.Values.Select(s => s.Masked));
    }

    // The version was recorded and its round was not checkpointed: the round opens the same sum again, and the bits are the same.
    [Fact]
    public async Task AfterTheVersionIsRecorded_MakesTheSameVersionAgain()
    {
        var stop = _grid.Gate.Hold<IModelVersionGrain>(nameof(IModelVersionGrain.Evaluated));
        await _hospitals.StartRun(Configuration);
        await stop.Reached;
        var recorded = (await _hospitals.All.Version(1).Describe())!;

        await _grid.Crash();
        await _hospitals.Reconnect();

        await _hospitals.Ended();
        var version = (await _hospitals.All.Version(1).Describe())!;
        Assert.Equal((recorded.Model.Digest, recorded.Secure!.Transcript), (version.Model.Digest, version.Secure!.Transcript));
        Assert.Equal(new PlainMaskedTraining(Configuration, 3, 1024).Digests(_hospitals.All.Nodes), await _hospitals.All.Versions());
    }

    // A site that crashed says again what it had stored, under the same masks.
    [Fact]
    public async Task EverySiteRestartedBetweenItsSteps_ChangesNothing()
    {
        foreach (var site in _hospitals.Sites.Values) site.RestartsAfterEveryStep = true;
        await _hospitals.StartRun(Configuration with { Rounds = 2 });

        await _hospitals.Ended();
        Assert.Equal(new PlainMaskedTraining(Configuration, 3, 1024).Digests(_hospitals.All.Nodes, _hospitals.All.Nodes), await _hospitals.All.Versions());
        _hospitals.ExpectNoRefusals();
    }
}
