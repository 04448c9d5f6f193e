using FedGrains.Core.Identifiers;

namespace FedGrains.Storage.Artifacts;

public sealed class ArtifactNotFoundException(Digest digest) : StorageException($"There is no artifact {digest}.")
{
    public Digest Digest { get; } = digest;
}
