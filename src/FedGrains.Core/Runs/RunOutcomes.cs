namespace FedGrains.Core.Runs;

/// <summary>What came of steering a run.</summary>
public enum SteerOutcome
{
    /// <summary>It was done, or was so already.</summary>
    Done,

    /// <summary>The run has ended.</summary>
    Ended,

    /// <summary>The run does not exist.</summary>
    NoSuchRun,
}
