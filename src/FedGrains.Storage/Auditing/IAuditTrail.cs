namespace FedGrains.Storage.Auditing;

/// <summary>Where everything that people may later ask about is written down: what was refused, admitted, released, and why.</summary>
public interface IAuditTrail
{
    /// <summary>Adds an entry and returns once it is durable. A cancelled caller stops waiting; the entry may be written all the same.</summary>
    Task Append(AuditEntry entry, CancellationToken cancellationToken = default);
}
