using System.Buffers;
using System.Security.Cryptography;
using FedGrains.Core.Identifiers;
using Microsoft.Win32.SafeHandles;

namespace FedGrains.Storage.Artifacts;

/// <summary>A file that grows at its end and is hashed as it grows. One caller at a time.</summary>
internal sealed class PartialFile : IDisposable
{
    private const int ReadSize = 1 << 20;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly SafeFileHandle _handle;
    private readonly string _path;
    private readonly EarlyFlush _flush;
    private long _length;

    private PartialFile(string path, FileMode mode)
    {
        _path = path;

        // No lock on the file: a crashed owner's descriptor must not keep its successor out. Owners are told apart in OpenUploads.
        _handle = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        _flush = new(_handle);
    }

    public long Length => Volatile.Read(ref _length);

    public static PartialFile Create(string path)
    {
        try
        {
            return new(path, FileMode.Create);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Writing(path, e);
        }
    }

    /// <summary>Opens what a former owner left and hashes it afresh; leftovers longer than <paramref name="most"/> belong to some other content and are dropped.</summary>
    public static PartialFile Resume(string path, long most, CancellationToken cancellationToken)
    {
        PartialFile? file = null;

        try
        {
            file = new(path, FileMode.OpenOrCreate);
            file.HashWhatIsThere(most, cancellationToken);
            return file;
        }
        catch (Exception e)
        {
            file?.Dispose();
            if (StorageException.Explains(e)) throw StorageException.Reading(path, e);
            throw;
        }
    }

    /// <summary>Adds bytes at the end. After an exception the file must be resumed: what it holds is no longer known.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        try
        {
            // Not WriteAsync: there is no other way to a file than a thread that waits, and a change of threads costs more than the copy.
            RandomAccess.Write(_handle, bytes, _length);
            _hash.AppendData(bytes);
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Writing(_path, e);
        }

        Volatile.Write(ref _length, _length + bytes.Length);
        _flush.Grown(bytes.Length);
    }

    public Digest Digest() => Core.Identifiers.Digest.FromHash(_hash.GetCurrentHash());

    /// <summary>Flushes the file and gives it its name among the artifacts.</summary>
    public async Task Publish(ArtifactFolders folders, Digest digest)
    {
        try
        {
            await _flush.Finish();
            _handle.Dispose();
            await Task.Run(() => folders.Publish(_path, digest));
        }
        catch (Exception e) when (StorageException.Explains(e))
        {
            throw StorageException.Writing(_path, e);
        }
    }

    public void Delete()
    {
        _handle.Dispose();
        File.Delete(_path);
    }

    public void Dispose()
    {
        _handle.Dispose();
        _hash.Dispose();
    }

    private void HashWhatIsThere(long most, CancellationToken cancellationToken)
    {
        if (RandomAccess.GetLength(_handle) > most) RandomAccess.SetLength(_handle, 0);

        var buffer = ArrayPool<byte>.Shared.Rent(ReadSize);

        try
        {
            for (int count; (count = RandomAccess.Read(_handle, buffer, _length)) > 0; _length += count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                _hash.AppendData(buffer, 0, count);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
