using FedGrains.Core.Identifiers;

namespace FedGrains.Storage.Artifacts;

public sealed class DigestMismatchException(Digest expected, Digest actual)
    : StorageException($"The content has digest {actual}; {expected} was announced. What was received has been thrown away: send it again from the start.")
{
    public Digest Expected { get; } = expected;

    public Digest Actual { get; } = actual;
}
