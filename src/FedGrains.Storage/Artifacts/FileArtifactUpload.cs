using FedGrains.Core.Identifiers;
using FedGrains.Storage.Files;

namespace FedGrains.Storage.Artifacts;

internal sealed class FileArtifactUpload(string id, string path, long length, ArtifactFolders folders, OpenUploads uploads) : IArtifactUpload
{
    // Taken from the start: Begin gives the first turn once its predecessor has let go of the file.
    private readonly SemaphoreSlim _turns = new(0, 1);

    private PartialFile? _file;
    private Func<Exception>? _ended;
    private Digest? _committed;

    public long Received { get; private set; }

    public Task Begin(CancellationToken cancellationToken) =>
        Take(() => Received = (_file = PartialFile.Resume(path, length, cancellationToken)).Length);

    /// <summary>Deletes the upload if nobody has written to it since <paramref name="limit"/>, also when its owner has walked away without closing it.</summary>
    public async Task<bool> Sweep(DateTime limit)
    {
        var swept = false;
        await Take(() => swept = FileArtifactStore.DeleteOlder(path, limit));
        End(() => new ObjectDisposedException(nameof(IArtifactUpload)));
        return swept;
    }

    public async ValueTask Append(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        using var turn = await _turns.Enter(cancellationToken);

        var file = OpenFile();
        ArtifactLengthException.ThrowIfOutside($"upload '{id}'", Received, bytes.Length, length);

        try
        {
            file.Append(bytes.Span);
            Received = file.Length;
        }
        catch (StorageException e)
        {
            End(() => new StorageException($"Upload '{id}' was broken off: {e.Message} Open it again to go on.", e));
            throw;
        }
    }

    public async Task Commit(Digest expected, CancellationToken cancellationToken = default)
    {
        using var turn = await _turns.Enter(cancellationToken);

        if (_committed == expected) return;

        var file = OpenFile();
        if (Received < length) throw new ArtifactLengthException($"Upload '{id}' has {Received} of {length} bytes: send the rest before the commit.", length);

        var actual = file.Digest();

        if (actual != expected)
        {
            file.Delete();
            End(() => new DigestMismatchException(expected, actual));
            throw new DigestMismatchException(expected, actual);
        }

        await Publish(file, expected);
    }

    public async ValueTask DisposeAsync()
    {
        using var turn = await _turns.Enter(CancellationToken.None);
        End(() => new ObjectDisposedException(nameof(IArtifactUpload)));
    }

    private async Task Publish(PartialFile file, Digest digest)
    {
        try
        {
            await file.Publish(folders, digest);
            _committed = digest;
            End(() => new StorageException($"Upload '{id}' is committed as {digest}."));
        }
        catch (StorageException e)
        {
            End(() => new StorageException($"Upload '{id}' was broken off: {e.Message} Open it again to go on.", e));
            throw;
        }
    }

    private async Task Take(Action begin)
    {
        try
        {
            if (uploads.Replace(path, this) is { } predecessor) await predecessor.LetGo();
            await Task.Run(begin);
        }
        catch (Exception e)
        {
            End(() => new StorageException($"Upload '{id}' could not be opened: {e.Message}", e));
            throw;
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task LetGo()
    {
        using var turn = await _turns.Enter(CancellationToken.None);
        End(() => new UploadTakenOverException(id));
    }

    private PartialFile OpenFile() => _ended is null ? _file! : throw _ended();

    private void End(Func<Exception> reason)
    {
        _ended ??= reason;
        _file?.Dispose();
        uploads.Remove(path, this);
    }
}
