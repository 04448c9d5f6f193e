namespace FedGrains.Coordinator;

/// <summary>What a process of the coordinator does.</summary>
[Flags]
public enum CoordinatorRoles
{
    /// <summary>Nothing: no process is started so.</summary>
    None = 0,

    /// <summary>Hosts grains.</summary>
    Silo = 1,

    /// <summary>Serves sites.</summary>
    Gateway = 2,
}
