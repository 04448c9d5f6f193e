namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Where the setup of a batch stands.</summary>
public enum SetupPhase
{
    /// <summary>Sites send their keys.</summary>
    Advertising,

    /// <summary>Sites deal shares.</summary>
    Sharing,

    /// <summary>Sites take shares in. Rounds may begin among those that have.</summary>
    Confirming,

    /// <summary>Too few sites took part.</summary>
    Abandoned,
}
