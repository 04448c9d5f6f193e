using FedGrains.Core.Identifiers;

namespace FedGrains.Storage.Artifacts;

/// <summary>Updates, sums and models: large, immutable, named by the SHA-256 digest of their content. What a method has acknowledged is durable.</summary>
public interface IArtifactStore
{
    /// <summary>The length of an artifact in bytes; null when it is not there.</summary>
    ValueTask<long?> Length(Digest digest, CancellationToken cancellationToken = default);

    /// <summary>Fills <paramref name="buffer"/> with the artifact's bytes from <paramref name="offset"/> on, all of it or an exception.</summary>
    /// <exception cref="ArtifactNotFoundException">The artifact is not there.</exception>
    /// <exception cref="ArtifactLengthException">The range ends past the artifact's end.</exception>
    ValueTask Read(Digest digest, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default);

    /// <summary>The artifact as a seekable stream, which the caller disposes.</summary>
    /// <exception cref="ArtifactNotFoundException">The artifact is not there.</exception>
    Stream Open(Digest digest);

    /// <summary>Stores the content; storing what is there already changes nothing.</summary>
    Task<Digest> Put(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default);

    /// <inheritdoc cref="Put(ReadOnlyMemory{byte}, CancellationToken)"/>
    Task<Digest> Put(Stream content, CancellationToken cancellationToken = default);

    /// <summary>Begins an upload of <paramref name="length"/> bytes, or resumes it where it was cut off. Whoever opens an upload last owns it: the earlier owner's next call fails.</summary>
    Task<IArtifactUpload> Upload(string uploadId, long length, CancellationToken cancellationToken = default);

    /// <summary>How many bytes of an upload are there, without taking it over: 0 when it was never begun, or has more than <paramref name="length"/>, which is what an upload of that length would make of it.</summary>
    ValueTask<long> Received(string uploadId, long length, CancellationToken cancellationToken = default);

    /// <summary>Opens the stage on which several writers assemble one artifact of <paramref name="length"/> bytes. Everyone who names the same id writes on the same stage.</summary>
    Task<IArtifactStage> Stage(string stageId, long length, CancellationToken cancellationToken = default);

    /// <summary>
    /// A part of the store that holds artifacts of its own: what is in an area is found there alone and goes with it. Content that
    /// two areas hold is stored twice, so that giving one area up never takes from another. Areas are not nested.
    /// </summary>
    IArtifactStore Area(string name);

    /// <summary>Removes an area with everything in it; removing what is not there changes nothing.</summary>
    Task DeleteArea(string name, CancellationToken cancellationToken = default);

    /// <summary>Removes an artifact; removing what is not there changes nothing.</summary>
    Task Delete(Digest digest, CancellationToken cancellationToken = default);

    /// <summary>Removes uploads and stages that nobody has written to for longer than <paramref name="olderThan"/>, and returns how many.</summary>
    Task<int> Sweep(TimeSpan olderThan, CancellationToken cancellationToken = default);
}
