using System.Globalization;
using System.Text;
using System.Text.Json;

using FedGrains.Contracts.Nodes;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Nodes;
using FedGrains.Core.Runs;
using FedGrains.Grains.Tests.Grids;
using FedGrains.Grains.Tests.Sites;
using FedGrains.Storage;

namespace FedGrains.Grains.Tests.Auditing;

/// <summary>What is decided stands in the federation's audit log, and what cannot stand there is not decided.</summary>
public sealed class DecisionLogTests : IAsyncLifetime
{
    private readonly Grid _grid = new();
    private readonly Hospitals _hospitals;

    public DecisionLogTests() => _hospitals = new(_grid, "heart", "aarhus", "bonn");

    public ValueTask InitializeAsync() => _grid.InitializeAsync();

    public ValueTask DisposeAsync() => _grid.DisposeAsync();

    [Fact]
    public async Task Run_FromInvitationToModel_IsWrittenDown()
    {
        await _hospitals.Start();
        await _hospitals.Run.Pause();
        await _hospitals.Run.Pause();
        await _hospitals.Run.Resume();
        var run = await _hospitals.Play();
        await _hospitals.Run.Cancel("Too late.");
        await _hospitals.Node<INodeGrain>(_hospitals.Nodes[0]).Revoke();

        var entries = await Entries();
        Assert.Equal(
            [
                "federation.create", "node.invite aarhus", "node.enrol aarhus", "node.dataset aarhus", "node.invite bonn", "node.enrol bonn", "node.dataset bonn", "run.start", "run.pause", "run.resume",
                .. Enumerable.Repeat("round.checkpoint", run.RoundsEnded), "node.revoke aarhus",
            ],
            entries.Select(Named));

        var start = entries.Single(e => Named(e) == "run.start").GetProperty("details");
        Assert.Equal(("first", "aarhus bonn", "no"), (start.GetProperty("run").GetString(), start.GetProperty("cohort").GetString(), start.GetProperty("masked").GetString()));
        var made = entries.Where(e => Named(e) == "round.checkpoint").Select(e => e.GetProperty("details")).ToArray();
        Assert.Equal((await _hospitals.Versions()).Skip(1), made.Take(2).Select(d => new Digest(d.GetProperty("model").GetString()!)));
        Assert.Equal(Receipts((await _hospitals.Round(1).Describe())!.Receipts.Select(r => $"{r.Submission.Node} {r.Submission.Identity}\n")), made[0].GetProperty("receipts").GetString());
    }

    [Fact]
    public async Task Round_Abandoned_IsWrittenDownWithItsReason()
    {
        await _hospitals.Start();
        await _hospitals.Run.Cancel("The board said no.");
        await _hospitals.Ended(1);

        var entries = await Entries();
        Assert.Equal("The board said no.", entries.Single(e => Named(e) == "run.cancel").GetProperty("reason").GetString());
        Assert.Equal("The run was cancelled. The board said no.", entries.Single(e => Named(e) == "round.abandon").GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Decision_ThatCannotBeWrittenDown_IsNotMade()
    {
        _grid.Trail.IsOut = true;
        await Assert.ThrowsAsync<StorageException>(() => _hospitals.Federation.Create("Heart disease"));
        Assert.Null(await _hospitals.Federation.Describe());

        _grid.Trail.IsOut = false;
        await _hospitals.Enrol();
        _grid.Trail.IsOut = true;
        await Assert.ThrowsAsync<StorageException>(() => _hospitals.Federation.Invite(new("leeds"), TimeSpan.FromDays(1)));
        await Assert.ThrowsAsync<StorageException>(() => _hospitals.Federation.StartRun(_hospitals.RunKey.Run, Hospitals.Configuration));
        await Assert.ThrowsAsync<StorageException>(() => _hospitals.Node<INodeGrain>(_hospitals.Nodes[0]).Revoke());
        Assert.Null(await _hospitals.Node<INodeGrain>(new("leeds")).Describe());
        Assert.Null(await _hospitals.Run.Describe());
        Assert.Equal(NodePhase.Enrolled, (await _hospitals.Node<INodeGrain>(_hospitals.Nodes[0]).Describe())!.Node.Phase);
    }

    [Fact]
    public async Task Round_WhileTheTrailIsAway_WaitsAndMakesTheSameModel()
    {
        await _hospitals.Start();
        _grid.Trail.IsOut = true;
        await _hospitals.Submit(1, _hospitals.Nodes);
        await Eventually.Holds(() => Task.FromResult(_grid.Trail.Refused > 0));
        Assert.Equal(0, (await _hospitals.Run.Describe())!.Latest.Version);

        _grid.Trail.IsOut = false;
        Assert.Equal(RunPhase.Completed, (await _hospitals.Play()).Phase);
        Assert.Equal(new PlainTraining(Hospitals.Configuration, _hospitals.Nodes).Digests(), await _hospitals.Versions());
    }

    private async Task<List<JsonElement>> Entries() => [.. (await _grid.AuditEntries("heart")).Select(e => JsonDocument.Parse(e).RootElement)];

    private static string Named(JsonElement entry) => string.Create(CultureInfo.InvariantCulture, $"{entry.GetProperty("action").GetString()} {(entry.TryGetProperty("node", out var node) ? node.GetString() : "")}").TrimEnd();

    private static string Receipts(IEnumerable<string> lines) => Digest.Of(Encoding.UTF8.GetBytes(string.Concat(lines.Order(StringComparer.Ordinal)))).Value;
}
