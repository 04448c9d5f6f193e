using FedGrains.Core.Identifiers;
using FedGrains.Storage.Artifacts;

using Microsoft.Extensions.DependencyInjection;

using Orleans.Storage;

namespace FedGrains.Grains.Tests.Grids;

/// <summary>Grain storage whose writes pass a gate.</summary>
internal sealed class GatedStorage(IGrainStorage inner, WriteGate gate) : IGrainStorage
{
    /// <summary>Puts the gate before the storage that was registered under this name.</summary>
    public static void Register(IServiceCollection services, string name, WriteGate gate)
    {
        var found = services.Last(d => d.ServiceType == typeof(IGrainStorage) && Equals(d.ServiceKey, name));
        services.Remove(found);
        services.AddKeyedSingleton<IGrainStorage>(name, (provider, key) => new GatedStorage((IGrainStorage)found.KeyedImplementationFactory!(provider, key), gate));
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => inner.ReadStateAsync(stateName, grainId, grainState);

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var (etag, exists) = (grainState.ETag, grainState.RecordExists);

        try
        {
            await gate.Around($"state {stateName}", () => inner.WriteStateAsync(stateName, grainId, grainState));
        }
        catch
        {
            // Whoever did not get the answer does not know the new ETag.
            (grainState.ETag, grainState.RecordExists) = (etag, exists);
            throw;
        }
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        gate.Around($"clear {stateName}", () => inner.ClearStateAsync(stateName, grainId, grainState));
}

/// <summary>An artifact store whose writes pass a gate.</summary>
internal sealed class GatedArtifacts(IArtifactStore inner, WriteGate gate) : IArtifactStore
{
    public ValueTask<long?> Length(Digest digest, CancellationToken cancellationToken = default) => inner.Length(digest, cancellationToken);

    public ValueTask Read(Digest digest, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.Read(digest, offset, buffer, cancellationToken);

    public Stream Open(Digest digest) => inner.Open(digest);

    public Task<Digest> Put(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default) => gate.Around("put", () => inner.Put(content, cancellationToken));

    public Task<Digest> Put(Stream content, CancellationToken cancellationToken = default) => gate.Around("put", () => inner.Put(content, cancellationToken));

    public Task<IArtifactUpload> Upload(string uploadId, long length, CancellationToken cancellationToken = default) => inner.Upload(uploadId, length, cancellationToken);

    public ValueTask<long> Received(string uploadId, long length, CancellationToken cancellationToken = default) => inner.Received(uploadId, length, cancellationToken);

    public async Task<IArtifactStage> Stage(string stageId, long length, CancellationToken cancellationToken = default) => new GatedStage(await inner.Stage(stageId, length, cancellationToken), gate);

    public IArtifactStore Area(string name) => new GatedArtifacts(inner.Area(name), gate);

    public Task DeleteArea(string name, CancellationToken cancellationToken = default) => gate.Around("delete area", () => inner.DeleteArea(name, cancellationToken));

    public Task Delete(Digest digest, CancellationToken cancellationToken = default) => inner.Delete(digest, cancellationToken);

    public Task<int> Sweep(TimeSpan olderThan, CancellationToken cancellationToken = default) => inner.Sweep(olderThan, cancellationToken);

    private sealed class GatedStage(IArtifactStage inner, WriteGate gate) : IArtifactStage
    {
        public ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) => inner.Write(offset, bytes, cancellationToken);

        public Task<Digest> Commit(CancellationToken cancellationToken = default) => gate.Around("commit stage", () => inner.Commit(cancellationToken));
    }
}
