namespace FedGrains.Client.Connections;

/// <summary>The other end of a connection is not one that may be connected to; the message says why.</summary>
public sealed class PeerRefusedException(string message) : Exception(message);
