using System.Collections.Immutable;

using FedGrains.Contracts.Masking;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;
using FedGrains.Grains.Tests.Grids;

namespace FedGrains.Grains.Tests.Sites;

/// <summary>A federation of hospitals that mask what they send, with a roster in force.</summary>
internal sealed class MaskedHospitals : IAsyncDisposable
{
    private readonly Grid _grid;

    public MaskedHospitals(Grid grid, string federation, params string[] names)
    {
        _grid = grid;
        All = new(grid, federation, names);
        Sites = All.Nodes.ToImmutableDictionary(n => n, n => new MaskedSite(grid, new(All.Id, n)));
    }

    public static RunConfiguration Configuration { get; } = Hospitals.Configuration with { SecureAggregation = new() };

    public Hospitals All { get; }

    public ImmutableDictionary<NodeId, MaskedSite> Sites { get; }

    public IRosterGrain Roster => _grid.Get<IRosterGrain>(All.Id);

    public IMaskingGrain Masking => _grid.Get<IMaskingGrain>(All.RunKey);

    public MaskedSite this[int index] => Sites[All.Nodes[index]];

    /// <summary>Everyone is enrolled, connects, and signs the roster.</summary>
    public async Task Join()
    {
        await All.Enrol(n => Sites[n].PublicKey);
        foreach (var node in All.Nodes) await Sites[node].Connect();

        Assert.Empty((await All.Federation.ProposeRoster([], minimumCohort: 3)).Faults);
        await Eventually.Get(Roster.InForce, r => r is not null);
    }

    public async Task Start(RunConfiguration? configuration = null)
    {
        await Join();
        await StartRun(configuration);
    }

    public async Task StartRun(RunConfiguration? configuration = null) => Assert.Empty((await All.Federation.StartRun(All.RunKey.Run, configuration ?? Configuration)).Faults);

    public async Task Reconnect()
    {
        foreach (var node in All.Nodes) await Sites[node].Connect();
    }

    /// <summary>Waits until the run has ended: the sites do their part by themselves.</summary>
    public Task<Run> Ended() => All.Settled(r => r.Ended && r.OpenRound == 0);

    /// <summary>Nobody refused anything of anybody.</summary>
    public void ExpectNoRefusals()
    {
        var refusals = string.Join('\n', Sites.SelectMany(s => s.Value.Refusals, (s, r) => $"{s.Key}: {r}"));
        Assert.True(refusals.Length == 0, refusals);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var site in Sites.Values) await site.DisposeAsync();
    }
}
