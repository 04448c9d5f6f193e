namespace FedGrains.Storage.Artifacts;

public sealed class UploadTakenOverException(string uploadId)
    : StorageException($"Upload '{uploadId}' has been opened again since, and belongs to whoever opened it last. Stop sending here.")
{
    public string UploadId { get; } = uploadId;
}
