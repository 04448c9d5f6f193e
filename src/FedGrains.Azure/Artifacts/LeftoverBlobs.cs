using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace FedGrains.Azure.Artifacts;

/// <summary>What nobody came back to, and what a crash left between a content and its name.</summary>
/// <param name="container">The store's container.</param>
/// <param name="uploads">Its uploads.</param>
/// <param name="pointers">Its artifacts' names.</param>
/// <param name="closeStage">Told of a stage's folder before it goes.</param>
internal sealed class LeftoverBlobs(BlobContainerClient container, UploadBlobs uploads, ArtifactPointers pointers, Action<string> closeStage)
{
    /// <summary>Removes uploads and stages that were not written to since <paramref name="limit"/>, returns how many, and data that no name leads to.</summary>
    public async Task<int> Sweep(DateTimeOffset limit, CancellationToken cancellationToken)
    {
        var swept = await SweepUploads(limit, cancellationToken) + await SweepStages(limit, cancellationToken);
        await SweepData(limit, cancellationToken);

        return swept;
    }

    private async Task<int> SweepUploads(DateTimeOffset limit, CancellationToken cancellationToken)
    {
        var swept = 0;

        await foreach (var item in In(BlobNames.Uploads, cancellationToken))
        {
            if (await uploads.Sweep(item, limit, cancellationToken)) swept++;
        }

        return swept;
    }

    private async Task<int> SweepStages(DateTimeOffset limit, CancellationToken cancellationToken)
    {
        var latest = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

        await foreach (var item in In(BlobNames.Stages, cancellationToken))
        {
            var folder = item.Name[..(item.Name.LastIndexOf('/') + 1)];
            var modified = item.Properties.LastModified ?? DateTimeOffset.MaxValue;
            latest[folder] = latest.TryGetValue(folder, out var known) && known > modified ? known : modified;
        }

        var old = latest.Where(f => f.Value < limit).Select(f => f.Key).ToArray();

        foreach (var folder in old)
        {
            closeStage(folder);
            await BlobArtifactStage.Clear(container, folder, cancellationToken);
        }

        return old.Length;
    }

    private async Task SweepData(DateTimeOffset limit, CancellationToken cancellationToken)
    {
        var old = new List<string>();

        await foreach (var item in In(BlobNames.Data, cancellationToken))
        {
            if (item.Properties.LastModified < limit) old.Add(item.Name);
        }

        if (old.Count == 0) return;

        var named = await pointers.Data(cancellationToken);
        foreach (var name in old.Where(n => !named.Contains(n))) await container.DeleteBlobIfExistsAsync(name, cancellationToken: cancellationToken);
    }

    private AsyncPageable<BlobItem> In(string folder, CancellationToken cancellationToken) => container.GetBlobsAsync(BlobTraits.None, BlobStates.None, folder, cancellationToken);
}
