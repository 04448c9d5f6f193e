namespace FedGrains.Storage.Artifacts;

/// <summary>More bytes than there is room for, or fewer than there must be.</summary>
public sealed class ArtifactLengthException(string message, long length) : StorageException(message)
{
    /// <summary>The length that the artifact has, or was announced to have.</summary>
    public long Length { get; } = length;

    internal static void ThrowIfOutside(string what, long offset, long count, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);

        if (count > length - offset)
            throw new ArtifactLengthException($"Bytes {offset} to {offset + count} go past the end of {what}, which has {length} bytes.", length);
    }
}
