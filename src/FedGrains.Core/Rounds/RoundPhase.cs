namespace FedGrains.Core.Rounds;

/// <summary>Where a round stands. <c>Collecting → Aggregating → Checkpointed</c>, with <c>Unmasking</c> before <c>Aggregating</c> where updates are masked; or <c>Abandoned</c>.</summary>
public enum RoundPhase
{
    /// <summary>Open: the cohort works, submissions are accepted.</summary>
    Collecting,

    /// <summary>Closed, and the updates are masked: those who sent one are asked for what opens their sum.</summary>
    Unmasking,

    /// <summary>Who counts is settled, the new model version is being made.</summary>
    Aggregating,

    /// <summary>Done: the result is durable.</summary>
    Checkpointed,

    /// <summary>Ended without a result; the reason says why.</summary>
    Abandoned,
}
