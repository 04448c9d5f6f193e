using System.Diagnostics;

namespace FedGrains.Grains.Telemetry;

/// <summary>The coordinator's traces: a run is the root, its rounds are below it, and the sites' jobs below those.</summary>
public static class CoordinatorTelemetry
{
    public const string SourceName = "FedGrains.Coordinator";

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Starts a span under a W3C trace parent, or a root span when there is none.</summary>
    public static Activity? Start(string name, string? parent, string key)
    {
        // Spans outlive the grain call that starts them, and must not become the parent of whatever that call does next.
        var current = Activity.Current;
        var span = Source.StartActivity(name, ActivityKind.Internal, parent is null ? default : ActivityContext.Parse(parent, null));
        Activity.Current = current;

        return span?.SetTag("fedgrains.key", key);
    }
}
