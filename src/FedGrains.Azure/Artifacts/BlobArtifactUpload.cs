using Azure;
using FedGrains.Azure.Connections;
using FedGrains.Core.Identifiers;
using FedGrains.Storage;
using FedGrains.Storage.Artifacts;
using FedGrains.Storage.Files;

namespace FedGrains.Azure.Artifacts;

/// <summary>An upload into a blob. Whole chunks that were sent survive this process; the rest of the last one is sent again.</summary>
internal sealed class BlobArtifactUpload(string id, string name, long length, SealedBlobWriter writer, UploadBlobs blobs, Func<Digest, string> pointerOf) : IArtifactUpload
{
    private readonly SemaphoreSlim _turns = new(1);
    private Func<Exception>? _ended;
    private Digest? _committed;

    public long Received { get; private set; } = writer.Length;

    public async ValueTask Append(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        using var turn = await _turns.Enter(cancellationToken);
        ThrowIfEnded();

        ArtifactLengthException.ThrowIfOutside($"upload '{id}'", Received, bytes.Length, length);
        await Writing(() => writer.Append(bytes, cancellationToken).AsTask());
        Received = writer.Length;
    }

    public async Task Commit(Digest expected, CancellationToken cancellationToken = default)
    {
        using var turn = await _turns.Enter(cancellationToken);
        if (_committed == expected) return;

        ThrowIfEnded();
        if (Received < length) throw new ArtifactLengthException($"Upload '{id}' has {Received} of {length} bytes: send the rest before the commit.", length);

        var actual = writer.Digest();
        if (actual != expected) await Refuse(expected, actual);

        await Writing(async () => await blobs.Publish(name, pointerOf(expected), await writer.Finish(cancellationToken), cancellationToken));
        _committed = expected;
        End(() => new StorageException($"Upload '{id}' is committed as {expected}."));
    }

    public async ValueTask DisposeAsync()
    {
        using var turn = await _turns.Enter(CancellationToken.None);

        try
        {
            if (_ended is null) await writer.Flush(CancellationToken.None);
        }
        catch (Exception e) when (AzureFailure.Explains(e))
        {
            // What did not get there is sent again.
        }

        End(() => new ObjectDisposedException(nameof(IArtifactUpload)));
    }

    /// <summary>Ends the ownership: somebody has opened the upload again.</summary>
    public async Task LetGo()
    {
        using var turn = await _turns.Enter(CancellationToken.None);
        End(() => new UploadTakenOverException(id));
    }

    private async Task Refuse(Digest expected, Digest actual)
    {
        await Writing(() => blobs.Discard(name, writer));
        End(() => new DigestMismatchException(expected, actual));
        throw new DigestMismatchException(expected, actual);
    }

    private async Task Writing(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (RequestFailedException e) when (e.Status is Conflicts.PreconditionFailed or Conflicts.NotFound)
        {
            End(() => new UploadTakenOverException(id));
            throw new UploadTakenOverException(id);
        }
        catch (Exception e) when (AzureFailure.Explains(e) || e is StorageException)
        {
            var reason = e is StorageException ? e.Message : AzureFailure.Reason(e);
            End(() => new StorageException($"Upload '{id}' was broken off: {reason} Open it again to go on.", e));
            throw e is StorageException ? e : AzureFailure.Writing($"upload '{id}'", e);
        }
        catch (OperationCanceledException e)
        {
            // An append may or may not have got there.
            End(() => new StorageException($"Upload '{id}' was broken off by its caller. Open it again to go on.", e));
            throw;
        }
    }

    private void ThrowIfEnded()
    {
        if (_ended is { } ended) throw ended();
    }

    private void End(Func<Exception> reason)
    {
        _ended ??= reason;
        blobs.Forget(name, this);
    }
}
