namespace FedGrains.Core.Nodes;

/// <summary>Where a node stands in its federation.</summary>
public enum NodePhase
{
    /// <summary>Holds an invitation that it has not used.</summary>
    Invited,

    /// <summary>Its key is known; it may take part.</summary>
    Enrolled,

    /// <summary>Shut out for good.</summary>
    Revoked,
}
