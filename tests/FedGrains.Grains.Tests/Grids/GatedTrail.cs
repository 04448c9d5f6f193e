using FedGrains.Storage;
using FedGrains.Storage.Auditing;

namespace FedGrains.Grains.Tests.Grids;

/// <summary>An audit trail that a test takes away and brings back.</summary>
internal sealed class GatedTrail(IAuditTrail trail) : IAuditTrail
{
    private int _refused;

    public bool IsOut { get; set; }

    /// <summary>How often something was to be written in vain.</summary>
    public int Refused => _refused;

    public Task Append(AuditEntry entry, CancellationToken cancellationToken = default)
    {
        if (!IsOut) return trail.Append(entry, cancellationToken);

        Interlocked.Increment(ref _refused);
        throw new StorageException("The audit trail cannot be written.");
    }
}
