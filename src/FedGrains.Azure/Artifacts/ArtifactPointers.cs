using System.Collections.Concurrent;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FedGrains.Azure.Connections;
using FedGrains.Azure.Sealing;

namespace FedGrains.Azure.Artifacts;

/// <summary>The blobs that artifacts are found by. What one says never changes while it is there, so a process remembers some.</summary>
internal sealed class ArtifactPointers(BlobContainerClient container)
{
    private const string DataOf = "data";
    private const int Remembered = 4096;
    private const int DeletedAtOnce = 8;

    private readonly ConcurrentDictionary<string, ArtifactPointer> _known = new(StringComparer.Ordinal);

    /// <summary>What is remembered, or what is there.</summary>
    public async ValueTask<ArtifactPointer?> Find(string name, CancellationToken cancellationToken) => _known.TryGetValue(name, out var known) ? known : await Read(name, cancellationToken);

    /// <inheritdoc cref="Find"/>
    public ArtifactPointer? FindNow(string name) => _known.TryGetValue(name, out var known) ? known : Remember(name, () => container.GetBlobClient(name).DownloadContent().Value.Content);

    /// <summary>What is there now.</summary>
    public async Task<ArtifactPointer?> Read(string name, CancellationToken cancellationToken)
    {
        try
        {
            var content = (await container.GetBlobClient(name).DownloadContentAsync(cancellationToken)).Value.Content;

            return Remember(name, () => content);
        }
        catch (RequestFailedException e) when (e.Status == Conflicts.NotFound)
        {
            Forget(name);
            return null;
        }
    }

    public void Forget(string name) => _known.TryRemove(name, out _);

    /// <summary>Makes a content visible. Where the same one is there already, the data of this one is thrown away.</summary>
    public async Task Publish(string name, ArtifactPointer pointer, CancellationToken cancellationToken)
    {
        var options = new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All }, Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [DataOf] = pointer.Data } };

        try
        {
            await container.GetBlobClient(name).UploadAsync(pointer.Write(), options, cancellationToken);
        }
        catch (RequestFailedException e) when (Conflicts.Lost(e))
        {
            // Also when the answer to our own write was lost and it was sent again.
            if (await Read(name, cancellationToken) is { } there && there.Data != pointer.Data) await container.DeleteBlobIfExistsAsync(pointer.Data, cancellationToken: cancellationToken);
        }
    }

    public async Task Delete(string name, CancellationToken cancellationToken)
    {
        if (await Read(name, cancellationToken) is { } pointer) await Delete(name, pointer.Data, cancellationToken);
    }

    public async Task DeleteFolder(string folder, CancellationToken cancellationToken)
    {
        var found = new List<(string Name, string? Data)>();
        await foreach (var item in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, folder, cancellationToken)) found.Add((item.Name, item.Metadata.TryGetValue(DataOf, out var data) ? data : null));

        await Parallel.ForEachAsync(found, new ParallelOptions { MaxDegreeOfParallelism = DeletedAtOnce, CancellationToken = cancellationToken }, async (item, ct) => await Delete(item.Name, item.Data, ct));
    }

    /// <summary>The data of all artifacts there are.</summary>
    public async Task<HashSet<string>> Data(CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);

        foreach (var folder in new[] { BlobNames.Artifacts, BlobNames.Areas })
        {
            await foreach (var item in container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, folder, cancellationToken))
            {
                if (item.Metadata.TryGetValue(DataOf, out var data)) found.Add(data);
            }
        }

        return found;
    }

    // The name first: a name never leads nowhere, and data without a name is swept.
    private async Task Delete(string name, string? data, CancellationToken cancellationToken)
    {
        Forget(name);
        await container.DeleteBlobIfExistsAsync(name, cancellationToken: cancellationToken);
        if (data is not null) await container.DeleteBlobIfExistsAsync(data, cancellationToken: cancellationToken);
    }

    private ArtifactPointer? Remember(string name, Func<BinaryData> read)
    {
        try
        {
            var pointer = ArtifactPointer.Read(read().ToMemory().Span);
            if (_known.Count >= Remembered) _known.Clear();

            return _known[name] = pointer;
        }
        catch (RequestFailedException e) when (e.Status == Conflicts.NotFound)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw SealedBytes.Damaged($"Blob '{name}'", e);
        }
    }
}
