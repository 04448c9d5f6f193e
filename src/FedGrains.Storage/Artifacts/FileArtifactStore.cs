using System.Buffers;
using FedGrains.Core.Identifiers;

namespace FedGrains.Storage.Artifacts;

/// <summary>Artifacts as files: <c>artifacts/ab/abcdef…</c>, those of an area <c>areas/area~abcdef…</c>; on their way in under <c>uploads/</c> and <c>stages/</c>. One process owns the folder.</summary>
public sealed class FileArtifactStore : IArtifactStore, IDisposable
{
    private const int CopySize = 1 << 20;

    private readonly TimeProvider _clock;
    private readonly ArtifactFolders _folders;
    private readonly OpenUploads _uploads;
    private readonly Dictionary<string, FileArtifactStage> _stages;

    public FileArtifactStore(string root, TimeProvider clock)
        : this(clock, new(root), new(), new(StringComparer.Ordinal))
    {
    }

    private FileArtifactStore(TimeProvider clock, ArtifactFolders folders, OpenUploads uploads, Dictionary<string, FileArtifactStage> stages) =>
        (_clock, _folders, _uploads, _stages) = (clock, folders, uploads, stages);

    public IArtifactStore Area(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new FileArtifactStore(_clock, _folders.Area(name), _uploads, _stages);
    }

    public Task DeleteArea(string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        foreach (var path in _folders.FilesOf(name)) Remove(path);

        return Task.CompletedTask;
    }

    public ValueTask<long?> Length(Digest digest, CancellationToken cancellationToken = default) =>
        new(new FileInfo(_folders.PathOf(digest)) is { Exists: true } file ? file.Length : null);

    public ValueTask Read(Digest digest, long offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var path = _folders.PathOf(digest);

        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            ArtifactLengthException.ThrowIfOutside($"artifact {digest}", offset, buffer.Length, RandomAccess.GetLength(handle));

            for (int count; !buffer.IsEmpty; buffer = buffer[count..], offset += count)
            {
                count = RandomAccess.Read(handle, buffer.Span, offset);
                if (count == 0) throw new EndOfStreamException($"The file ends at byte {offset}.");
            }

            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw NotReadable(digest, path, e);
        }
    }

    public Stream Open(Digest digest)
    {
        var path = _folders.PathOf(digest);

        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw NotReadable(digest, path, e);
        }
    }

    public Task<Digest> Put(ReadOnlyMemory<byte> content, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Put(file =>
        {
            file.Append(content.Span);
            return ValueTask.CompletedTask;
        });
    }

    public Task<Digest> Put(Stream content, CancellationToken cancellationToken = default) => Put(async file =>
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopySize);

        try
        {
            for (int count; (count = await content.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken)) > 0;)
                file.Append(buffer.AsSpan(0, count));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    });

    public async Task<IArtifactUpload> Upload(string uploadId, long length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);

        var upload = UploadAt(_folders.UploadPath(uploadId), uploadId, length);
        await upload.Begin(cancellationToken);
        return upload;
    }

    public ValueTask<long> Received(string uploadId, long length, CancellationToken cancellationToken = default) =>
        new(new FileInfo(_folders.UploadPath(uploadId)) is { Exists: true } file && file.Length <= length ? file.Length : 0);

    public Task<IArtifactStage> Stage(string stageId, long length, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var path = _folders.StagePath(stageId);

        lock (_stages)
        {
            if (!_stages.TryGetValue(path, out var stage))
                _stages.Add(path, stage = new(stageId, path, length, _folders, closed: () => Close(path)));

            return stage.Length == length
                ? Task.FromResult<IArtifactStage>(stage)
                : throw new ArtifactLengthException($"Stage '{stageId}' is open for {stage.Length} bytes, not for {length}.", stage.Length);
        }
    }

    public Task Delete(Digest digest, CancellationToken cancellationToken = default)
    {
        Remove(_folders.PathOf(digest));

        return Task.CompletedTask;
    }

    public async Task<int> Sweep(TimeSpan olderThan, CancellationToken cancellationToken = default)
    {
        var limit = (_clock.GetUtcNow() - olderThan).UtcDateTime;
        var swept = 0;

        foreach (var path in Directory.EnumerateFiles(_folders.Uploads).Where(p => File.GetLastWriteTimeUtc(p) < limit))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await UploadAt(path, Path.GetFileName(path), length: 0).Sweep(limit)) swept++;
        }

        foreach (var path in Directory.EnumerateFiles(_folders.Stages).Where(p => File.GetLastWriteTimeUtc(p) < limit))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await SweepStage(path, limit)) swept++;
        }

        return swept;
    }

    public void Dispose()
    {
        FileArtifactStage[] stages;
        lock (_stages) stages = [.. _stages.Values];

        foreach (var stage in stages) stage.Dispose();
    }

    internal static bool DeleteOlder(string path, DateTime limit)
    {
        if (!File.Exists(path) || File.GetLastWriteTimeUtc(path) >= limit) return false;

        File.Delete(path);
        return true;
    }

    private async Task<Digest> Put(Func<PartialFile, ValueTask> write)
    {
        using var file = PartialFile.Create(_folders.TemporaryPath());

        try
        {
            await write(file);
            var digest = file.Digest();
            await file.Publish(_folders, digest);
            return digest;
        }
        catch
        {
            file.Delete();
            throw;
        }
    }

    private static void Remove(string path)
    {
        try
        {
            if (File.Exists(path)) File.Delete(path);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Writing(path, e);
        }
    }

    private FileArtifactUpload UploadAt(string path, string uploadId, long length) => new(uploadId, path, length, _folders, _uploads);

    private Task<bool> SweepStage(string path, DateTime limit)
    {
        lock (_stages)
        {
            return _stages.TryGetValue(path, out var open) ? open.Sweep(limit) : Task.FromResult(DeleteOlder(path, limit));
        }
    }

    private void Close(string path)
    {
        lock (_stages) _stages.Remove(path);
    }

    private static StorageException NotReadable(Digest digest, string path, Exception e) =>
        e is FileNotFoundException or DirectoryNotFoundException ? new ArtifactNotFoundException(digest) : StorageException.Reading(path, e);
}
