namespace FedGrains.Contracts.Nodes;

/// <summary>How a connection shows that it is alive.</summary>
public static class ConnectionRules
{
    /// <summary>How often a site says it is there.</summary>
    public static TimeSpan Heartbeat { get; } = TimeSpan.FromSeconds(5);

    /// <summary>After how long without a word a node counts as disconnected.</summary>
    public static TimeSpan LostAfter { get; } = TimeSpan.FromSeconds(16);
}
