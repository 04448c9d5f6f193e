using System.Buffers;
using System.Security.Cryptography;
using FedGrains.Core.Identifiers;
using FedGrains.Storage.Files;
using Microsoft.Win32.SafeHandles;

namespace FedGrains.Storage.Artifacts;

internal sealed class FileArtifactStage : IArtifactStage, IDisposable
{
    private const int ReadSize = 1 << 20;

    private readonly string _id;
    private readonly string _path;
    private readonly SafeFileHandle _handle;
    private readonly ArtifactFolders _folders;
    private readonly Action _closed;
    private readonly SemaphoreSlim _turns = new(1);
    private readonly ByteRanges _written = new();
    private readonly EarlyFlush _flush;
    private int _writers;
    private TaskCompletionSource? _quiet;
    private Digest? _committed;

    public FileArtifactStage(string id, string path, long length, ArtifactFolders folders, Action closed)
    {
        (_id, _path, Length, _folders, _closed) = (id, path, length, folders, closed);

        try
        {
            _handle = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.SetLength(_handle, length);
            _flush = new(_handle);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            _handle?.Dispose();
            throw StorageException.Writing(path, e);
        }
    }

    public long Length { get; }

    public ValueTask Write(long offset, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ArtifactLengthException.ThrowIfOutside($"stage '{_id}'", offset, bytes.Length, Length);
        Enter();

        try
        {
            RandomAccess.Write(_handle, bytes.Span, offset);
            Note(offset, bytes.Length);

            return ValueTask.CompletedTask;
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Writing(_path, e);
        }
        finally
        {
            Leave();
        }
    }

    public async Task<Digest> Commit(CancellationToken cancellationToken = default)
    {
        using var turn = await _turns.Enter(cancellationToken);
        if (_committed is { } done) return done;

        ObjectDisposedException.ThrowIf(_handle.IsClosed, this);
        cancellationToken.ThrowIfCancellationRequested();
        await Close();

        if (_written.FirstGap(Length) is var (start, end))
        {
            Reopen();
            throw new ArtifactLengthException($"Stage '{_id}' lacks bytes {start} to {end}: after a restart every slice is written again.", Length);
        }

        // Whatever happens, the stage is not opened again: its file may be an artifact by now.
        try
        {
            var digest = await Task.Run(Publish, CancellationToken.None);
            _committed = digest;
            return digest;
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Writing(_path, e);
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        lock (_written) _quiet ??= new();

        _closed();
        _handle.Dispose();
    }

    /// <summary>Deletes the stage if nobody has written to it since <paramref name="limit"/>.</summary>
    public async Task<bool> Sweep(DateTime limit)
    {
        using var turn = await _turns.Enter(CancellationToken.None);
        if (_handle.IsClosed) return false;

        await Close();

        if (FileArtifactStore.DeleteOlder(_path, limit))
        {
            Dispose();
            return true;
        }

        Reopen();
        return false;
    }

    private Digest Publish()
    {
        // The disk works while the processor hashes.
        var flushed = _flush.Finish();
        var digest = Hash();
        flushed.GetAwaiter().GetResult();

        _folders.Publish(_path, digest);
        return digest;
    }

    private Digest Hash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);

        try
        {
            var offset = 0L;
            for (int count; (count = RandomAccess.Read(_handle, buffer, offset)) > 0; offset += count)
                hash.AppendData(buffer, 0, count);

            return Digest.FromHash(hash.GetCurrentHash());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Note(long offset, int length)
    {
        lock (_written)
        {
            _written.Add(offset, offset + length);
            _flush.Grown(length);
        }
    }

    private void Enter()
    {
        lock (_written)
        {
            if (_quiet is not null) throw new StorageException($"Stage '{_id}' is being committed, or is closed: nothing more can be written on it.");
            _writers++;
        }
    }

    private void Leave()
    {
        lock (_written)
        {
            if (--_writers == 0) _quiet?.TrySetResult();
        }
    }

    // No write may reach the file once it is being hashed: an artifact never changes.
    private Task Close()
    {
        lock (_written)
        {
            _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_writers == 0) _quiet.SetResult();
            return _quiet.Task;
        }
    }

    private void Reopen()
    {
        lock (_written) _quiet = null;
    }
}
