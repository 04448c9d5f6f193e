using FedGrains.Core.Identifiers;
using FedGrains.Storage.Artifacts;

namespace FedGrains.EndToEnd.Host;

/// <summary>An artifact store in which the process may die around an operation.</summary>
internal sealed class MortalArtifactStore(IArtifactStore inner, CrashPoint crash) : IArtifactStore
{
    public ValueTask<long?> Length(Digest digest, CancellationToken cancellationToken = default) => inner.Length(digest, cancellationToken);

    public ValueTask Read(Digest digest, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.Read(digest, offset, buffer, cancellationToken);

    public Stream Open(Digest digest) => inner.Open(digest);

    public Task<Digest> Put(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => Put(() => inner.Put(content, cancellationToken));

    public Task<Digest> Put(Stream content, CancellationToken cancellationToken = default) => Put(() => inner.Put(content, cancellationToken));

    public async Task<IArtifactUpload> Upload(string uploadId, long length, CancellationToken cancellationToken = default) =>
        new MortalUpload(await inner.Upload(uploadId, length, cancellationToken), crash);

    public ValueTask<long> Received(string uploadId, long length, CancellationToken cancellationToken = default) => inner.Received(uploadId, length, cancellationToken);

    public async Task<IArtifactStage> Stage(string stageId, long length, CancellationToken cancellationToken = default) =>
        new MortalStage(await inner.Stage(stageId, length, cancellationToken), crash);

    public IArtifactStore Area(string name) => new MortalArtifactStore(inner.Area(name), crash);

    public Task DeleteArea(string name, CancellationToken cancellationToken = default) => crash.Around("area-delete", () => inner.DeleteArea(name, cancellationToken));

    public Task Delete(Digest digest, CancellationToken cancellationToken = default) => inner.Delete(digest, cancellationToken);

    public Task<int> Sweep(TimeSpan olderThan, CancellationToken cancellationToken = default) => inner.Sweep(olderThan, cancellationToken);

    private async Task<Digest> Put(Func<Task<Digest>> put)
    {
        var digest = default(Digest);
        await crash.Around("put", async () => digest = await put());

        return digest;
    }

    private sealed class MortalUpload(IArtifactUpload inner, CrashPoint crash) : IArtifactUpload
    {
        public long Received => inner.Received;

        public async ValueTask Append(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
            await crash.Around("upload-append", () => inner.Append(bytes, cancellationToken).AsTask());

        public Task Commit(Digest expected, CancellationToken cancellationToken = default) =>
            crash.Around("upload-commit", () => inner.Commit(expected, cancellationToken));

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }

    private sealed class MortalStage(IArtifactStage inner, CrashPoint crash) : IArtifactStage
    {
        public async ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
            await crash.Around("stage-write", () => inner.Write(offset, bytes, cancellationToken).AsTask());

        public async Task<Digest> Commit(CancellationToken cancellationToken = default)
        {
            var digest = default(Digest);
            await crash.Around("stage-commit", async () => digest = await inner.Commit(cancellationToken));

            return digest;
        }
    }
}
