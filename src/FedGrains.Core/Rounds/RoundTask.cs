namespace FedGrains.Core.Rounds;

/// <summary>What a round asks of its cohort.</summary>
public enum RoundTask
{
    /// <summary>Evaluate the base model on held-out data, train from it and send the update.</summary>
    Train,

    /// <summary>Only evaluate the base model.</summary>
    Evaluate,
}
