using FedGrains.Core.Identifiers;

namespace FedGrains.Storage.Artifacts;

/// <summary>An artifact that several writers assemble from slices. After a restart it is written again, every slice of it, unless the store keeps slices beyond a process; where a slice is written twice, the last one counts.</summary>
public interface IArtifactStage
{
    /// <summary>Writes a slice. Slices come in any order, may overlap, and may be written again.</summary>
    /// <exception cref="ArtifactLengthException">The slice goes past the stage's length.</exception>
    ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);

    /// <summary>Makes the artifact durable and visible under its digest. Safe to repeat; nothing can be written afterwards.</summary>
    /// <exception cref="ArtifactLengthException">A slice is missing; the stage stays open.</exception>
    Task<Digest> Commit(CancellationToken cancellationToken = default);
}
