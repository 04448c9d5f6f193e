using System.Diagnostics;

using FedGrains.Site.Jobs;

namespace FedGrains.Site.Telemetry;

/// <summary>The site's spans: a job continues the trace of the round that asked for it.</summary>
public static class SiteTelemetry
{
    /// <summary>The name of the activity source.</summary>
    public const string SourceName = "FedGrains.Site";

    private static readonly ActivitySource Source = new(SourceName);

    internal static Activity? StartJob(JobAssignment assignment)
    {
        _ = ActivityContext.TryParse(assignment.TraceParent, traceState: null, isRemote: true, out var parent);

        return Source.StartActivity("job", ActivityKind.Consumer, parent)?.SetTag("fedgrains.run", assignment.Run.Value).SetTag("fedgrains.round", assignment.Round);
    }

    internal static Activity? Start(string stage) => Source.StartActivity(stage);
}
