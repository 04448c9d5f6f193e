namespace FedGrains.Site.Connection;

/// <summary>Whether the site has its standing connection, and if not, why.</summary>
public sealed class ConnectionStatus
{
    private volatile string? _refusal = "Not connected yet.";

    /// <summary>Whether the gateway has welcomed the site.</summary>
    public bool IsConnected => _refusal is null;

    /// <summary>Why not, as a sentence; null while connected.</summary>
    public string? Refusal => _refusal;

    internal void Connected() => _refusal = null;

    internal void Lost(string reason) => _refusal = reason;
}
