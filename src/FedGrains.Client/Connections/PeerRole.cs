namespace FedGrains.Client.Connections;

/// <summary>What a process of a cluster is, by its certificate.</summary>
public enum PeerRole
{
    /// <summary>It hosts grains.</summary>
    Silo,

    /// <summary>It serves sites.</summary>
    Gateway,

    /// <summary>The command line of whoever runs the coordinator.</summary>
    Operator,

    /// <summary>An application.</summary>
    Application,
}
