using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FedGrains.Azure.Connections;
using FedGrains.Storage;
using Orleans.Serialization.Serializers;
using Orleans.Storage;

namespace FedGrains.Azure.Grains;

/// <summary>Grain state as blobs, blob for blob as Orleans' own provider keeps it: one upload for each write, conditional on the ETag that was read.</summary>
internal sealed class AzureBlobGrainStorage(string name, AzureBlobGrainStorageOptions options, IActivatorProvider activators) : IGrainStorage, ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly BlobHttpHeaders s_headers = new() { ContentType = "application/octet-stream" };

    private readonly BlobContainerClient _container = options.BlobServiceClient.GetBlobContainerClient(options.ContainerName);

    public void Participate(ISiloLifecycle observer) =>
        observer.Subscribe($"{nameof(AzureBlobGrainStorage)}-{name}", ServiceLifecycleStage.ApplicationServices, ct => _container.CreateIfNotExistsAsync(cancellationToken: ct));

    public async Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var blob = BlobOf(stateName, grainId);

        try
        {
            var found = (await blob.DownloadContentAsync(cancellationToken)).Value;
            var content = found.Content.ToMemory();

            (grainState.State, grainState.ETag, grainState.RecordExists) = (content.IsEmpty ? New<T>() : Deserialize<T>(blob, content), found.Details.ETag.ToString(), !content.IsEmpty);
        }
        catch (RequestFailedException e) when (e.Status == Conflicts.NotFound)
        {
            (grainState.State, grainState.ETag, grainState.RecordExists) = (New<T>(), null, false);
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            throw AzureFailure.Reading(Describe(blob), e);
        }
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var blob = BlobOf(stateName, grainId);
        // Before the first await, on the grain's own turn: nobody changes the state meanwhile.
        var content = options.GrainStorageSerializer.Serialize(grainState.State);

        var etag = await Changing(blob, grainState.ETag, "written", async () => await Upload(blob, content, grainState.ETag, cancellationToken));
        (grainState.ETag, grainState.RecordExists) = (etag, true);
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState, CancellationToken cancellationToken)
    {
        var blob = BlobOf(stateName, grainId);

        var etag = await Changing(blob, grainState.ETag, "cleared", async () => options.DeleteStateOnClear
            ? await Delete(blob, grainState.ETag, cancellationToken)
            : await Upload(blob, BinaryData.Empty, grainState.ETag, cancellationToken));
        (grainState.State, grainState.ETag, grainState.RecordExists) = (New<T>(), etag, false);
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ReadStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => WriteStateAsync(stateName, grainId, grainState, CancellationToken.None);

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => ClearStateAsync(stateName, grainId, grainState, CancellationToken.None);

    private static BlobRequestConditions Unchanged(string? etag) =>
        etag is { Length: > 0 } ? new() { IfMatch = new ETag(etag) } : new() { IfNoneMatch = ETag.All };

    private async Task<string?> Upload(BlobClient blob, BinaryData content, string? etag, CancellationToken cancellationToken)
    {
        var upload = new BlobUploadOptions { Conditions = Unchanged(etag), HttpHeaders = s_headers };

        try
        {
            return (await blob.UploadAsync(content, upload, cancellationToken)).Value.ETag.ToString();
        }
        catch (RequestFailedException e) when (e.ErrorCode == BlobErrorCode.ContainerNotFound)
        {
            await _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

            return (await blob.UploadAsync(content, upload, cancellationToken)).Value.ETag.ToString();
        }
    }

    // With no ETag there must be nothing: a grain that never read does not delete what others wrote.
    private static async Task<string?> Delete(BlobClient blob, string? etag, CancellationToken cancellationToken)
    {
        if (etag is { Length: > 0 }) await blob.DeleteAsync(DeleteSnapshotsOption.IncludeSnapshots, Unchanged(etag), cancellationToken);
        else if ((await blob.ExistsAsync(cancellationToken)).Value) throw new RequestFailedException(Conflicts.Conflict, "There is a state, and it was not read.");

        return null;
    }

    private static async Task<string?> Changing(BlobClient blob, string? etag, string verb, Func<Task<string?>> change)
    {
        try
        {
            return await change();
        }
        catch (RequestFailedException e) when (Conflicts.Lost(e) || (e.Status == Conflicts.NotFound && e.ErrorCode != BlobErrorCode.ContainerNotFound))
        {
            throw new InconsistentStateException($"{Describe(blob)} was not {verb}: someone else has changed it since it was read.", "unknown", etag ?? "none", e);
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            throw AzureFailure.Writing(Describe(blob), e);
        }
    }

    private static string Describe(BlobClient blob) => $"blob '{blob.Name}' in container '{blob.BlobContainerName}'";

    private T Deserialize<T>(BlobClient blob, ReadOnlyMemory<byte> content)
    {
        try
        {
            return options.GrainStorageSerializer.Deserialize<T>(new BinaryData(content)) ?? New<T>();
        }
        catch (Exception e) when (e is not StorageException)
        {
            throw new StorageException($"{Describe(blob)} cannot be read as {typeof(T).Name}: {e.Message} Restore it from a backup; deleting it makes the grain start afresh.", e);
        }
    }

    private T New<T>() => activators.GetActivator<T>().Create();

    private BlobClient BlobOf(string stateName, GrainId grainId) => _container.GetBlobClient(GrainStateBlobs.NameOf(stateName, grainId));
}
