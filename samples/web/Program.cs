// Starts runs like one that is there, and follows them, for a browser or for curl:
//
//   FedGrains__Credentials=trainer.json dotnet run --project samples/web
//   curl -X POST localhost:5000/federations/cardio/runs/second-run?like=first-run
//   curl -N localhost:5000/federations/cardio/runs/second-run/events
//
// It asks nobody who they are: put your own sign-in before it.

using System.Runtime.CompilerServices;

using FedGrains.Client;
using FedGrains.Contracts.Federations;
using FedGrains.Contracts.Runs;
using FedGrains.Core.Identifiers;
using FedGrains.Core.Runs;

var builder = WebApplication.CreateBuilder(args);
builder.AddFedGrainsClient();
var app = builder.Build();
var runs = app.MapGroup("/federations/{federation}/runs/{run}");

runs.MapGet("", async (string federation, string run, IClusterClient grains) => await Grain(grains, federation, run).Describe() is { } found ? Results.Ok(Progress.Of(found)) : Results.NotFound());

runs.MapPost("", async (string federation, string run, string like, IClusterClient grains) =>
{
    if (await Grain(grains, federation, like).Describe() is not { } before) return Results.NotFound();

    var started = await grains.GetGrain<IFederationGrain>(federation).StartRun(RunId.Parse(run), before.Configuration);

    return started.Faults.Length > 0 ? Results.UnprocessableEntity(started.Faults) : Results.Created($"/federations/{federation}/runs/{run}", null);
});

runs.MapGet("/events", (string federation, string run, IClusterClient grains, CancellationToken cancellation) => Results.ServerSentEvents(Follow(Grain(grains, federation, run), cancellation)));

await app.RunAsync();

static IRunGrain Grain(IClusterClient grains, string federation, string run) => grains.GetGrain<IRunGrain>(new RunKey(FederationId.Parse(federation), RunId.Parse(run)).ToString());

// The grain answers when something has happened, and every 20 seconds: nobody polls.
static async IAsyncEnumerable<Progress> Follow(IRunGrain grain, [EnumeratorCancellation] CancellationToken cancellation)
{
    Run? seen = null;

    while (seen is not { Ended: true })
    {
        if (await grain.Watch(seen?.RoundsEnded ?? -1, seen?.Phase, cancellation) is not { } run) yield break;

        seen = run;
        yield return Progress.Of(run);
    }
}

/// <summary>How far a run is.</summary>
internal sealed record Progress(string Phase, int Version, int Versions, string Model)
{
    public static Progress Of(Run run) => new(run.Phase.ToString(), run.Latest.Version, run.Configuration.Rounds, run.Latest.Digest.Value);
}
