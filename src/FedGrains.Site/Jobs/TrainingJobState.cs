namespace FedGrains.Site.Jobs;

/// <summary>What must survive of a job.</summary>
internal sealed record TrainingJobState
{
    public JobPhase Phase { get; init; }

    public JobAssignment? Assignment { get; init; }

    public SignedWork? Work { get; init; }

    public string? Reason { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }
}
