namespace FedGrains.Core.Runs;

/// <summary>Where a run stands.</summary>
public enum RunPhase
{
    /// <summary>Rounds follow each other.</summary>
    Running,

    /// <summary>The round under way is the last until the run is resumed.</summary>
    Pausing,

    /// <summary>No round is open; resume goes on from the latest version.</summary>
    Paused,

    /// <summary>All versions are made; the last one is being evaluated.</summary>
    Evaluating,

    /// <summary>Done.</summary>
    Completed,

    /// <summary>Ended by too many abandoned rounds; the reason says more.</summary>
    Failed,

    /// <summary>Ended by a person.</summary>
    Cancelled,
}
