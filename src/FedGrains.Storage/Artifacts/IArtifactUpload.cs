using FedGrains.Core.Identifiers;

namespace FedGrains.Storage.Artifacts;

/// <summary>An artifact on its way in, in order, from one sender. Disposing without a commit keeps what was received, to the last whole piece that the store keeps, for a later resume.</summary>
public interface IArtifactUpload : IAsyncDisposable
{
    /// <summary>How many bytes the store holds: where the sender goes on.</summary>
    long Received { get; }

    /// <summary>Adds bytes at the end.</summary>
    /// <exception cref="ArtifactLengthException">The bytes go past the length that was announced; none of them were taken.</exception>
    /// <exception cref="UploadTakenOverException">Someone has opened the same upload since.</exception>
    ValueTask Append(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);

    /// <summary>Makes the artifact durable and visible. Safe to repeat.</summary>
    /// <exception cref="ArtifactLengthException">Bytes are missing; the upload stays open.</exception>
    /// <exception cref="DigestMismatchException">The content is not what was announced; the upload is thrown away, so that a retry starts afresh.</exception>
    /// <exception cref="UploadTakenOverException">Someone has opened the same upload since.</exception>
    Task Commit(Digest expected, CancellationToken cancellationToken = default);
}
