using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using FedGrains.Azure.Connections;
using FedGrains.Privacy.Keys;
using FedGrains.Privacy.Secrets;
using FedGrains.Storage;

namespace FedGrains.Azure.Sealing;

/// <summary>Data keys in a container, <c>keys/{id}.json</c>, wrapped by the vault. One key of the vault wraps them all: rotation wraps these few anew, and touches nothing that they seal.</summary>
internal sealed class DataKeyStore(BlobContainerClient container, IKeyVault vault, string vaultKey)
{
    private const string Folder = "keys/";

    /// <summary>The newest key that is not older than <paramref name="limit"/>; null when there is none.</summary>
    public async Task<DataKeyFile?> Newest(DateTimeOffset limit, CancellationToken cancellationToken)
    {
        DataKeyFile? newest = null;

        await foreach (var (file, _) in All(cancellationToken))
        {
            if (file.MadeAt >= limit && (newest is null || file.MadeAt > newest.MadeAt)) newest = file;
        }

        return newest;
    }

    /// <summary>Keeps a new key, and returns when it is durable.</summary>
    public async Task<DataKeyFile> Add(SecretBytes key, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (await vault.Latest(vaultKey, cancellationToken) is null) await vault.Rotate(vaultKey, cancellationToken);

        var id = Guid.NewGuid();
        var file = DataKeyFile.Of(id, now, await vault.Wrap(vaultKey, key, Context(id), cancellationToken));

        return await Guarded(NameOf(id), async () =>
        {
            await container.GetBlobClient(NameOf(id)).UploadAsync(file.Write(), new BlobUploadOptions { Conditions = new() { IfNoneMatch = ETag.All } }, cancellationToken);
            return file;
        });
    }

    public async Task<SecretBytes> Unwrap(Guid id, CancellationToken cancellationToken)
    {
        var file = await Guarded(NameOf(id), async () => Read((await container.GetBlobClient(NameOf(id)).DownloadContentAsync(cancellationToken)).Value.Content, NameOf(id)));

        return await Unwrap(file, cancellationToken);
    }

    public Task<SecretBytes> Unwrap(DataKeyFile file, CancellationToken cancellationToken) => vault.Unwrap(file.ToWrapped(), Context(file.Id), cancellationToken);

    /// <summary>Wraps every key anew with the latest version of the vault's key, and returns how many were not wrapped with it.</summary>
    public async Task<int> Rewrap(CancellationToken cancellationToken)
    {
        var latest = await vault.Latest(vaultKey, cancellationToken);
        var changed = 0;

        await foreach (var (file, etag) in All(cancellationToken))
        {
            if (file.ToWrapped().Key == latest) continue;

            using var key = await Unwrap(file, cancellationToken);
            var next = DataKeyFile.Of(file.Id, file.MadeAt, await vault.Wrap(vaultKey, key, Context(file.Id), cancellationToken));
            if (await Replace(next, etag, cancellationToken)) changed++;
        }

        return changed;
    }

    // Another silo may do the same at the same time.
    private Task<bool> Replace(DataKeyFile next, ETag etag, CancellationToken cancellationToken) => Guarded(NameOf(next.Id), async () =>
    {
        try
        {
            await container.GetBlobClient(NameOf(next.Id)).UploadAsync(next.Write(), new BlobUploadOptions { Conditions = new() { IfMatch = etag } }, cancellationToken);
            return true;
        }
        catch (RequestFailedException e) when (Conflicts.Lost(e))
        {
            return false;
        }
    });

    private async IAsyncEnumerable<(DataKeyFile File, ETag Etag)> All([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var names = await Guarded(Folder, async () =>
        {
            var found = new List<string>();
            await foreach (var item in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, Folder, cancellationToken)) found.Add(item.Name);
            return found;
        });

        foreach (var name in names)
        {
            var content = await Guarded(name, async () => (await container.GetBlobClient(name).DownloadContentAsync(cancellationToken)).Value);
            yield return (Read(content.Content, name), content.Details.ETag);
        }
    }

    private static DataKeyFile Read(BinaryData content, string name)
    {
        try
        {
            return DataKeyFile.Read(content.ToMemory().Span);
        }
        catch (JsonException e)
        {
            throw SealedBytes.Damaged($"Data key '{name}'", e);
        }
    }

    private static async Task<T> Guarded<T>(string name, Func<Task<T>> call)
    {
        try
        {
            return await call();
        }
        catch (RequestFailedException e) when (e.Status == Conflicts.NotFound)
        {
            throw new StorageException($"There is no data key '{name}': what it sealed cannot be read. Restore it from a backup.", e);
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            throw AzureFailure.Reading($"data key '{name}'", e);
        }
    }

    private static string NameOf(Guid id) => $"{Folder}{id:n}.json";

    private static byte[] Context(Guid id) => Encoding.UTF8.GetBytes($"FedGrains/data-key/v1\0{id:n}");
}
