namespace FedGrains.Privacy.SecureAggregation;

/// <summary>Where a round of secure aggregation stands.</summary>
public enum AggregationPhase
{
    /// <summary>Sites train, mask and upload.</summary>
    Collecting,

    /// <summary>Survivors sign the list of survivors.</summary>
    Signing,

    /// <summary>Those who signed release shares.</summary>
    Releasing,

    /// <summary>There are shares enough: the sum can be opened.</summary>
    Opened,

    /// <summary>Too few sites went on. Nothing is opened.</summary>
    Abandoned,
}
