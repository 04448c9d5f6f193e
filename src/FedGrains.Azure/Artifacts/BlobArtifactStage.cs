using System.Globalization;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Blobs.Specialized;
using FedGrains.Azure.Connections;
using FedGrains.Azure.Sealing;
using FedGrains.Core.Identifiers;
using FedGrains.Storage;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Files;

namespace FedGrains.Azure.Artifacts;

/// <summary>
/// A stage as a folder of slices, each a sealed blob, on which silos write side by side. They outlive the silos: what was written before a
/// crash need not be written again. The commit reads them in order into one blob.
/// </summary>
internal sealed class BlobArtifactStage(string id, string folder, long length, BlobContainerClient container, DataKeys keys, ArtifactPointers pointers, Func<Digest, string> pointerOf, Action closed) : IArtifactStage, IDisposable
{
    private readonly SemaphoreSlim _turns = new(1);
    private Digest? _committed;

    public long Length { get; } = length;

    public async ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        ArtifactLengthException.ThrowIfOutside($"stage '{id}'", offset, bytes.Length, Length);
        if (_committed is not null) throw new StorageException($"Stage '{id}' is committed: nothing more can be written on it.");
        if (bytes.IsEmpty) return;

        try
        {
            var content = SealedBytes.Seal(await keys.Seal(cancellationToken), bytes.Span);
            await container.GetBlobClient(BlobNames.SliceOf(folder, offset, bytes.Length)).UploadAsync(new BinaryData(content), overwrite: true, cancellationToken);
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            throw AzureFailure.Writing($"stage '{id}'", e);
        }
    }

    public async Task<Digest> Commit(CancellationToken cancellationToken = default)
    {
        using var turn = await _turns.Enter(cancellationToken);
        if (_committed is { } done) return done;

        try
        {
            var digest = await Assemble(cancellationToken);
            _committed = digest;
            closed();
            await Clear(container, folder, cancellationToken);

            return digest;
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            throw AzureFailure.Writing($"stage '{id}'", e);
        }
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>Removes a stage's slices, and last its length.</summary>
    public static async Task Clear(BlobContainerClient container, string folder, CancellationToken cancellationToken)
    {
        var names = new List<string>();
        await foreach (var item in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, folder, cancellationToken)) names.Add(item.Name);

        await Parallel.ForEachAsync(names, cancellationToken, async (name, ct) => await container.DeleteBlobIfExistsAsync(name, cancellationToken: ct));
    }

    private async Task<Digest> Assemble(CancellationToken cancellationToken)
    {
        var slices = await Slices(cancellationToken);
        var writer = await SealedBlobWriter.Create(container.GetAppendBlobClient(BlobNames.NewData()), await keys.Seal(cancellationToken), cancellationToken);

        try
        {
            foreach (var (name, offset) in slices)
            {
                var bytes = await Read(name, cancellationToken);
                // What an earlier slice held already.
                var skip = (int)(writer.Length - offset);
                await writer.Append(bytes.AsMemory(skip), cancellationToken);
            }

            var digest = writer.Digest();
            await pointers.Publish(pointerOf(digest), await writer.Finish(cancellationToken), cancellationToken);

            return digest;
        }
        catch
        {
            await writer.Delete();
            throw;
        }
    }

    /// <summary>Slices that follow each other from the first byte to the last, each adding to those before.</summary>
    private async Task<List<(string Name, long Offset)>> Slices(CancellationToken cancellationToken)
    {
        var cover = new List<(string Name, long Offset)>();
        var (end, reach, next) = (0L, 0L, default((string Name, long Offset)?));

        await foreach (var item in container.GetBlobsAsync(BlobTraits.None, BlobStates.None, folder, cancellationToken))
        {
            if (Parse(item.Name) is not var (offset, count)) continue;

            if (offset > end)
            {
                // As far as anything goes that begins where the last one ends.
                if (next is { } longest) cover.Add(longest);
                (end, next) = (reach, null);
                if (offset > end) throw Missing(end, offset);
            }

            if (offset + count > reach) (reach, next) = (offset + count, (item.Name, offset));
        }

        if (next is { } last) cover.Add(last);

        return reach == Length ? cover : throw Missing(reach, Length);
    }

    private (long Offset, int Length)? Parse(string name) =>
        name[folder.Length..].Split('-') is [var offset, var count]
        && long.TryParse(offset, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var from)
        && int.TryParse(count, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
            ? (from, length)
            : null;

    private async Task<byte[]> Read(string name, CancellationToken cancellationToken)
    {
        var bytes = (await container.GetBlobClient(name).DownloadContentAsync(cancellationToken)).Value.Content.ToMemory();
        var header = SealedHeader.Read(bytes.Span) ?? throw SealedBytes.Damaged($"Blob '{name}'");

        return SealedBytes.Open(await keys.Open(header, cancellationToken), bytes.Span, $"Blob '{name}'");
    }

    private ArtifactLengthException Missing(long start, long end) => new($"Stage '{id}' lacks bytes {start} to {end}: write them before the commit.", Length);
}
